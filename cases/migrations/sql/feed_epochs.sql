-- The feed's order survives a restore, and keeps each case's own order.
--
-- A transaction id means nothing outside the server (and the history) that gave it: a dump that is
-- restored elsewhere meets lower numbers there. So events carry an epoch, which begins with
-- `manage.py begin_feed_epoch`; all of an older epoch is complete, and comes before all of a later.
-- Without a model, since nobody but this file and that command writes it.

CREATE TABLE cases_feedepoch (
    epoch int PRIMARY KEY CHECK (epoch > 0),
    system_identifier bigint NOT NULL,
    timeline int NOT NULL,
    begun_at timestamptz NOT NULL
);
INSERT INTO cases_feedepoch
    SELECT 1, s.system_identifier, c.timeline_id, now()
      FROM pg_control_system() s, pg_control_checkpoint() c;
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON cases_feedepoch FROM titelweg_app;

CREATE FUNCTION cases_feed_epoch() RETURNS int
LANGUAGE sql STABLE AS $$ SELECT max(epoch) FROM cases_feedepoch $$;

ALTER TABLE cases_caseevent ADD COLUMN epoch int NOT NULL DEFAULT cases_feed_epoch();
DROP INDEX cases_event_feed;
CREATE INDEX cases_event_feed ON cases_caseevent (authority, sandbox, epoch, xid, id);

-- The place of an event is never before that of the case's former event: who wrote something else
-- first and then waited for the case has the lower transaction id and the later event. A higher
-- number than one's own only means being shown later, so nothing can be missed by it.
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
    NEW.epoch := (SELECT max(begun.epoch) FROM cases_feedepoch begun);
    NEW.xid := greatest(pg_current_xact_id(), (
        SELECT former.xid FROM cases_caseevent former
         WHERE former.case_id = NEW.case_id AND former.seq = head.version
           AND former.epoch = NEW.epoch
    ));
    NEW.hash := cases_event_digest(head.chain_head, NEW);
    UPDATE cases_case SET version = NEW.seq, chain_head = NEW.hash WHERE id = NEW.case_id;
    RETURN NEW;
END
$$;
