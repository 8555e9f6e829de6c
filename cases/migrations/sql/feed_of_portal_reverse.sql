CREATE OR REPLACE FUNCTION cases_chain_event() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    head record;
    former record;
BEGIN
    SELECT version AS seq, chain_head AS hash INTO head
      FROM cases_case WHERE id = NEW.case_id FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'an event needs a case within the scope' USING ERRCODE = '23503';
    END IF;
    SELECT event.seq, event.hash, event.epoch, event.xid INTO former
      FROM cases_caseevent event
     WHERE event.case_id = NEW.case_id AND event.seq >= head.seq
     ORDER BY event.seq DESC LIMIT 1;
    IF former.seq > head.seq THEN
        head.seq := former.seq;
        head.hash := former.hash;
    END IF;
    NEW.seq := head.seq + 1;
    NEW.epoch := (SELECT max(begun.epoch) FROM cases_feedepoch begun);
    NEW.xid := pg_current_xact_id();
    IF former.epoch = NEW.epoch AND former.xid > NEW.xid THEN
        NEW.xid := former.xid;  -- why: see feed_epochs.sql
    END IF;
    NEW.hash := cases_event_digest(head.hash, NEW);
    RETURN NEW;
END
$$;
DROP INDEX cases_event_feed;
CREATE INDEX cases_event_feed ON cases_caseevent (authority, sandbox, epoch, xid, id);
ALTER TABLE cases_caseevent DROP COLUMN portal_id;
