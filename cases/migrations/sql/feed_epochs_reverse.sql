CREATE OR REPLACE FUNCTION cases_chain_event() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    head cases_case%ROWTYPE;
BEGIN
    SELECT * INTO head FROM cases_case WHERE id = NEW.case_id FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'an event needs a case within the scope' USING ERRCODE = '23503';
    END IF;
    NEW.seq := head.version + 1;
    NEW.xid := pg_current_xact_id();
    NEW.hash := cases_event_digest(head.chain_head, NEW);
    UPDATE cases_case SET version = NEW.seq, chain_head = NEW.hash WHERE id = NEW.case_id;
    RETURN NEW;
END
$$;
DROP INDEX cases_event_feed;
ALTER TABLE cases_caseevent DROP COLUMN epoch;
CREATE INDEX cases_event_feed ON cases_caseevent (authority, sandbox, xid, id);
DROP FUNCTION cases_feed_epoch();
DROP TABLE cases_feedepoch;
