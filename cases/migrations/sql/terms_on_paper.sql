-- What goes on paper is announced when it has left the house: then the days of its notice follow.
-- A day that has been named once never becomes earlier.

GRANT UPDATE (announced_on, due_on) ON fees_feenotice TO titelweg_app;

CREATE FUNCTION cases_keep_term() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.due_on < OLD.due_on THEN
        PERFORM cases_refuse('cases_term_never_shorter', 'a day that was named never comes earlier');
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER fees_notice_term BEFORE UPDATE OF due_on ON fees_feenotice
    FOR EACH ROW EXECUTE FUNCTION cases_keep_term();
CREATE TRIGGER documents_nachforderung_term BEFORE UPDATE OF due_on ON documents_nachforderung
    FOR EACH ROW EXECUTE FUNCTION cases_keep_term();
CREATE TRIGGER cases_hearing_term BEFORE UPDATE OF due_on ON cases_hearing
    FOR EACH ROW EXECUTE FUNCTION cases_keep_term();
