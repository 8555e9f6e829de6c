-- An event knows the portal of its case (which never changes), so that each portal's feed is a stretch
-- of an index. Through the case, a portal read past the events of all others, of all authorities that
-- it serves, to find its own.
ALTER TABLE cases_caseevent ADD COLUMN portal_id bigint;

ALTER TABLE cases_case NO FORCE ROW LEVEL SECURITY;  -- else the owner would see no row to change
ALTER TABLE cases_caseevent NO FORCE ROW LEVEL SECURITY;
UPDATE cases_caseevent event SET portal_id = subject.portal_id
  FROM cases_case subject WHERE subject.id = event.case_id AND subject.portal_id IS NOT NULL;
ALTER TABLE cases_case FORCE ROW LEVEL SECURITY;
ALTER TABLE cases_caseevent FORCE ROW LEVEL SECURITY;

DROP INDEX cases_event_feed;
CREATE INDEX cases_event_feed ON cases_caseevent (portal_id, epoch, xid, id)
    WHERE portal_id IS NOT NULL;

CREATE OR REPLACE FUNCTION cases_chain_event() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    head record;
    former record;
BEGIN
    SELECT version AS seq, chain_head AS hash, portal_id INTO head
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
    NEW.portal_id := head.portal_id;
    NEW.epoch := (SELECT max(begun.epoch) FROM cases_feedepoch begun);
    NEW.xid := pg_current_xact_id();
    IF former.epoch = NEW.epoch AND former.xid > NEW.xid THEN
        NEW.xid := former.xid;  -- why: see feed_epochs.sql
    END IF;
    NEW.hash := cases_event_digest(head.hash, NEW);
    RETURN NEW;
END
$$;
