-- Events: numbered, chained and stamped by the database, under the lock of their case.

ALTER TABLE cases_caseevent ADD COLUMN xid xid8 NOT NULL DEFAULT pg_current_xact_id();
CREATE INDEX cases_event_feed ON cases_caseevent (authority, sandbox, xid, id);

CREATE FUNCTION cases_event_digest(previous bytea, event cases_caseevent) RETURNS bytea
LANGUAGE sql STABLE AS $$
    SELECT sha256(previous || convert_to(jsonb_build_array(
        event.case_id, event.seq, event.public_id, event.kind, event.state,
        to_char(event.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
        event.actor_kind, event.actor_id, event.data
    )::text, 'UTF8'))
$$;

CREATE FUNCTION cases_chain_event() RETURNS trigger
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
CREATE TRIGGER cases_chain BEFORE INSERT ON cases_caseevent
    FOR EACH ROW EXECUTE FUNCTION cases_chain_event();

CREATE FUNCTION cases_keep_chain_head() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF pg_trigger_depth() = 1
       AND (NEW.version, NEW.chain_head) IS DISTINCT FROM (OLD.version, OLD.chain_head) THEN
        RAISE EXCEPTION 'only an event moves the version of a case'
            USING ERRCODE = '23514', CONSTRAINT = 'cases_version_by_event';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER cases_version BEFORE UPDATE OF version, chain_head ON cases_case
    FOR EACH ROW EXECUTE FUNCTION cases_keep_chain_head();

-- The cases of the scope whose chain does not hold, with the first number that is wrong.
CREATE FUNCTION cases_broken_chains() RETURNS TABLE (reference text, seq int)
LANGUAGE sql STABLE AS $$
    WITH chained AS (
        SELECT e.case_id, e.seq, e.hash,
               row_number() OVER chain AS expected_seq,
               cases_event_digest(coalesce(lag(e.hash) OVER chain, ''::bytea), e) AS expected_hash
          FROM cases_caseevent e
        WINDOW chain AS (PARTITION BY e.case_id ORDER BY e.seq)
    ), links AS (
        SELECT case_id, min(chained.seq) AS seq FROM chained
         WHERE chained.seq <> expected_seq OR hash <> expected_hash GROUP BY case_id
    ), heads AS (
        SELECT c.id AS case_id, c.version AS seq FROM cases_case c
          LEFT JOIN cases_caseevent e ON e.case_id = c.id AND e.seq = c.version
         WHERE c.chain_head <> coalesce(e.hash, ''::bytea)
    )
    SELECT c.reference::text, broken.seq::int
      FROM (SELECT * FROM links UNION ALL SELECT * FROM heads) broken
      JOIN cases_case c ON c.id = broken.case_id ORDER BY 1, 2
$$;
