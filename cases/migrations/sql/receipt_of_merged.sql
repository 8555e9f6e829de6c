-- The first receipt may only ever become earlier. One exception: when a merge is undone, the case
-- gets back the receipt it had before, which the merge has kept.

CREATE OR REPLACE FUNCTION cases_keep_receipt() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.received_at IS NOT NULL
       AND (NEW.received_at IS NULL OR NEW.received_at > OLD.received_at)
       AND NOT EXISTS (
            SELECT FROM cases_merge
             WHERE into_id = NEW.id AND undone_at IS NOT NULL
               AND receipt_before = NEW.received_at) THEN
        PERFORM cases_refuse('cases_receipt_never_later', 'a receipt never becomes later');
    END IF;
    RETURN NEW;
END
$$;
