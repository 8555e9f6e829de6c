DROP FUNCTION titelweg_find_withdrawal(text);
DROP FUNCTION titelweg_find_confirmation(text);
DROP FUNCTION titelweg_due(text, timestamptz, int);
