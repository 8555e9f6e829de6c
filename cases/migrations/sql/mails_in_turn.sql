-- First the mails whose turn it is: one that has to wait for a mail of its case before it cannot be
-- sent yet, and as many of those as a batch holds would keep the mails of all others waiting.
-- The courier asks the same once more when it claims (correspondence/courier.py).

GRANT SELECT (attempts) ON correspondence_message TO titelweg_seeker;

CREATE OR REPLACE FUNCTION titelweg_due(queue text, upto timestamptz, most int)
RETURNS TABLE (authority text, sandbox boolean, id bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF queue = 'deadlines' THEN
        RETURN QUERY SELECT d.authority::text, d.sandbox, d.id FROM cases_deadline d
            WHERE d.done_at IS NULL AND d.due_at <= upto ORDER BY d.due_at, d.id LIMIT most;
    ELSIF queue = 'messages' THEN
        RETURN QUERY SELECT m.authority::text, m.sandbox, m.id FROM correspondence_message m
            WHERE m.status = 'pending' AND m.due_at <= upto
            ORDER BY EXISTS (
                SELECT FROM correspondence_message earlier
                 WHERE earlier.case_id = m.case_id AND earlier.id < m.id
                   AND earlier.status = 'pending'
                   AND (earlier.due_at <= upto OR earlier.attempts > 0)
            ), m.due_at, m.id LIMIT most;
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
