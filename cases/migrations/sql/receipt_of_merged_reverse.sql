DROP TRIGGER cases_merge_kept ON cases_merge;
DROP FUNCTION cases_keep_merge();
GRANT DELETE ON cases_merge TO titelweg_app;
CREATE OR REPLACE FUNCTION cases_keep_receipt() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.received_at IS NOT NULL
       AND (NEW.received_at IS NULL OR NEW.received_at > OLD.received_at) THEN
        PERFORM cases_refuse('cases_receipt_never_later', 'a receipt never becomes later');
    END IF;
    RETURN NEW;
END
$$;
