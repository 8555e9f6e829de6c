-- The first receipt may only ever become earlier. One exception: when a merge is undone, the case
-- gets back the receipt it had before, which the merge has kept.

CREATE OR REPLACE FUNCTION cases_keep_receipt() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.received_at IS NOT NULL
       AND (NEW.received_at IS NULL OR NEW.received_at > OLD.received_at)
       AND NOT EXISTS (
            SELECT FROM cases_merge m JOIN cases_case duplicate ON duplicate.id = m.case_id
             WHERE m.into_id = NEW.id AND m.merged_at IS NOT NULL AND m.undone_at IS NOT NULL
               AND m.receipt_before = NEW.received_at
               AND duplicate.received_at = OLD.received_at) THEN
        PERFORM cases_refuse('cases_receipt_never_later', 'a receipt never becomes later');
    END IF;
    RETURN NEW;
END
$$;

-- What a merge has kept is true: it is proposed, then merged with the receipt the case has at that
-- moment, then undone, each once, and never deleted.

CREATE FUNCTION cases_keep_merge() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.merged_at IS NOT NULL OR NEW.undone_at IS NOT NULL THEN
            PERFORM cases_refuse('cases_merge_in_turn', 'a merge begins as a proposal');
        END IF;
        RETURN NEW;
    END IF;
    IF (NEW.case_id, NEW.into_id) IS DISTINCT FROM (OLD.case_id, OLD.into_id)
       OR OLD.undone_at IS NOT NULL
       OR (OLD.merged_at IS NOT NULL
           AND (NEW.merged_at, NEW.receipt_before) IS DISTINCT FROM
               (OLD.merged_at, OLD.receipt_before)) THEN
        PERFORM cases_refuse('cases_merge_in_turn', 'what a merge has kept stays');
    END IF;
    IF OLD.merged_at IS NULL AND NEW.merged_at IS NOT NULL
       AND (NEW.undone_at IS NOT NULL OR NEW.receipt_before IS DISTINCT FROM
            (SELECT received_at FROM cases_case WHERE id = NEW.into_id)) THEN
        PERFORM cases_refuse('cases_merge_in_turn', 'a merge keeps the receipt of that moment');
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER cases_merge_kept BEFORE INSERT OR UPDATE ON cases_merge
    FOR EACH ROW EXECUTE FUNCTION cases_keep_merge();
REVOKE DELETE, TRUNCATE ON cases_merge FROM titelweg_app;
