DROP FUNCTION cases_broken_chains(bigint[]);
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
DROP TRIGGER cases_heads ON cases_caseevent;
DROP FUNCTION cases_move_versions();
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
