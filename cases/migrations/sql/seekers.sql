-- The few questions that are asked before a scope is known. They run as titelweg_seeker, which
-- sees all rows, and answer with keys only; whoever asked then acts in the scope named there.

GRANT SELECT (id, case_id, authority, sandbox, due_at, done_at) ON cases_deadline TO titelweg_seeker;
GRANT SELECT (id, case_id, authority, sandbox, due_at, status) ON correspondence_message TO titelweg_seeker;
GRANT SELECT (id, case_id, authority, sandbox, next_poll_at, status) ON fees_paymentattempt TO titelweg_seeker;
GRANT SELECT (id, case_id, authority, sandbox, next_attempt_at, active, status) ON production_order TO titelweg_seeker;
GRANT SELECT (case_id, authority, sandbox, code) ON cases_confirmation TO titelweg_seeker;
GRANT SELECT (case_id, authority, sandbox, token) ON cases_withdrawal TO titelweg_seeker;
GRANT SELECT (id, reference, authority, sandbox) ON cases_case TO titelweg_seeker;

CREATE FUNCTION titelweg_due(queue text, upto timestamptz, most int)
RETURNS TABLE (authority text, sandbox boolean, id bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF queue = 'deadlines' THEN
        RETURN QUERY SELECT d.authority::text, d.sandbox, d.id FROM cases_deadline d
            WHERE d.done_at IS NULL AND d.due_at <= upto ORDER BY d.due_at, d.id LIMIT most;
    ELSIF queue = 'messages' THEN
        RETURN QUERY SELECT m.authority::text, m.sandbox, m.id FROM correspondence_message m
            WHERE m.status = 'pending' AND m.due_at <= upto ORDER BY m.due_at, m.id LIMIT most;
    ELSIF queue = 'payments' THEN
        RETURN QUERY SELECT p.authority::text, p.sandbox, p.id FROM fees_paymentattempt p
            WHERE p.status IN ('starting', 'open') AND p.next_poll_at <= upto
            ORDER BY p.next_poll_at, p.id LIMIT most;
    ELSIF queue = 'orders' THEN
        RETURN QUERY SELECT o.authority::text, o.sandbox, o.id FROM production_order o
            WHERE o.active AND o.next_attempt_at <= upto
            ORDER BY o.next_attempt_at, o.id LIMIT most;
    ELSE
        RAISE EXCEPTION 'no queue is called %', queue;
    END IF;
END
$$;

CREATE FUNCTION titelweg_find_confirmation(sought text)
RETURNS TABLE (authority text, sandbox boolean, reference text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public ROWS 1 AS $$
    SELECT k.authority::text, k.sandbox, c.reference::text
      FROM cases_confirmation k JOIN cases_case c ON c.id = k.case_id WHERE k.code = sought
$$;

CREATE FUNCTION titelweg_find_withdrawal(sought text)
RETURNS TABLE (authority text, sandbox boolean, reference text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public ROWS 1 AS $$
    SELECT w.authority::text, w.sandbox, c.reference::text
      FROM cases_withdrawal w JOIN cases_case c ON c.id = w.case_id WHERE w.token = sought
$$;

ALTER FUNCTION titelweg_due(text, timestamptz, int) OWNER TO titelweg_seeker;
ALTER FUNCTION titelweg_find_confirmation(text) OWNER TO titelweg_seeker;
ALTER FUNCTION titelweg_find_withdrawal(text) OWNER TO titelweg_seeker;
REVOKE ALL ON FUNCTION titelweg_due(text, timestamptz, int),
    titelweg_find_confirmation(text), titelweg_find_withdrawal(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION titelweg_due(text, timestamptz, int),
    titelweg_find_confirmation(text), titelweg_find_withdrawal(text) TO titelweg_app;
