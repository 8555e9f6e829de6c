CREATE OR REPLACE FUNCTION titelweg_due(queue text, upto timestamptz, most int)
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

REVOKE SELECT (attempts) ON correspondence_message FROM titelweg_seeker;
