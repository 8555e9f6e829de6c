-- A statement that writes many events moves the version of each case once, not once for each event:
-- that update was most of the cost. While the statement runs, the case's last event tells how far
-- it has come.
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

CREATE FUNCTION cases_move_versions() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    UPDATE cases_case subject SET version = newest.seq, chain_head = newest.hash
      FROM (SELECT DISTINCT ON (case_id) case_id, seq, hash
              FROM written ORDER BY case_id, seq DESC) newest
     WHERE subject.id = newest.case_id;
    RETURN NULL;
END
$$;
CREATE TRIGGER cases_heads AFTER INSERT ON cases_caseevent REFERENCING NEW TABLE AS written
    FOR EACH STATEMENT EXECUTE FUNCTION cases_move_versions();

-- Those of these cases whose chain does not hold, with the first number that is wrong. Some at a
-- time, since all cases of an authority take longer than one statement may.
DROP FUNCTION cases_broken_chains();
CREATE FUNCTION cases_broken_chains(subjects bigint[]) RETURNS TABLE (reference text, seq int)
LANGUAGE sql STABLE AS $$
    WITH chained AS (
        SELECT e.case_id, e.seq, e.hash,
               row_number() OVER chain AS expected_seq,
               cases_event_digest(coalesce(lag(e.hash) OVER chain, ''::bytea), e) AS expected_hash
          FROM cases_caseevent e WHERE e.case_id = ANY (subjects)
        WINDOW chain AS (PARTITION BY e.case_id ORDER BY e.seq)
    ), links AS (
        SELECT case_id, min(chained.seq) AS seq FROM chained
         WHERE chained.seq <> expected_seq OR hash <> expected_hash GROUP BY case_id
    ), heads AS (
        SELECT c.id AS case_id, c.version AS seq FROM cases_case c
          LEFT JOIN cases_caseevent e ON e.case_id = c.id AND e.seq = c.version
         WHERE c.id = ANY (subjects) AND c.chain_head <> coalesce(e.hash, ''::bytea)
    )
    SELECT c.reference::text, broken.seq::int
      FROM (SELECT * FROM links UNION ALL SELECT * FROM heads) broken
      JOIN cases_case c ON c.id = broken.case_id ORDER BY 1, 2
$$;
