DROP TRIGGER cases_grounds ON cases_refusal;
DROP FUNCTION cases_check_grounds();
