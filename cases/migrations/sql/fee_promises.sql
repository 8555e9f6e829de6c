-- No rule gives money up or back: a second person confirms what is waived or deferred, nothing goes
-- back that was not paid too much, and no order leaves while a question about the fee is open.

GRANT UPDATE (due_on) ON fees_feeposition TO titelweg_app;
REVOKE UPDATE ON fees_feerelief, fees_refund, fees_feedecision FROM titelweg_app;
GRANT UPDATE (confirmed_at, confirmed_by, dropped_at, dropped_by) ON fees_feerelief TO titelweg_app;
GRANT UPDATE (paid_at, paid_by) ON fees_refund TO titelweg_app;
GRANT UPDATE (decided_at, decided_by, reason) ON fees_feedecision TO titelweg_app;

CREATE FUNCTION cases_check_relief() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.status IN ('waived', 'deferred') AND NOT EXISTS (
        SELECT FROM fees_feerelief relief JOIN fees_feeposition about ON about.id = relief.position_id
         WHERE about.case_id = NEW.case_id AND about.code = NEW.code AND about.act = NEW.act
           AND about.item_id IS NOT DISTINCT FROM NEW.item_id
           AND relief.kind = CASE NEW.status WHEN 'waived' THEN 'waiver' ELSE 'deferral' END
           AND relief.confirmed_at IS NOT NULL AND relief.dropped_at IS NULL) THEN
        PERFORM cases_refuse('cases_relief_confirmed', 'nobody confirmed the relief');
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER fees_relief_confirmed BEFORE INSERT OR UPDATE OF status ON fees_feeposition
    FOR EACH ROW EXECUTE FUNCTION cases_check_relief();

CREATE FUNCTION cases_check_refund() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.amount > (SELECT coalesce(sum(amount), 0) FROM fees_payment WHERE case_id = NEW.case_id)
        - (SELECT coalesce(sum(amount), 0) FROM fees_feeposition
            WHERE case_id = NEW.case_id AND status = 'settled')
        - (SELECT coalesce(sum(amount), 0) FROM fees_refund WHERE case_id = NEW.case_id) THEN
        PERFORM cases_refuse('cases_refund_of_surplus', 'only what was paid too much goes back');
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER fees_refund_of_surplus BEFORE INSERT ON fees_refund
    FOR EACH ROW EXECUTE FUNCTION cases_check_refund();

CREATE OR REPLACE FUNCTION cases_check_order_allowed(subject bigint) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM fees_feeposition WHERE case_id = subject AND status = 'due') THEN
        PERFORM cases_refuse('cases_fee_before_order', 'a fee is outstanding');
    END IF;
    IF EXISTS (SELECT FROM fees_feedecision WHERE case_id = subject AND decided_at IS NULL) THEN
        PERFORM cases_refuse('cases_fee_before_order', 'a question about the fee is open');
    END IF;
    IF EXISTS (SELECT FROM cases_check
                WHERE case_id = subject AND status NOT IN ('answered', 'not_needed')) THEN
        PERFORM cases_refuse('cases_checks_before_order', 'a required check is unanswered');
    END IF;
END
$$;
