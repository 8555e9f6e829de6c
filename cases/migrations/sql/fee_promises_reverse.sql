CREATE OR REPLACE FUNCTION cases_check_order_allowed(subject bigint) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM fees_feeposition WHERE case_id = subject AND status = 'due') THEN
        PERFORM cases_refuse('cases_fee_before_order', 'a fee is outstanding');
    END IF;
    IF EXISTS (SELECT FROM cases_check
                WHERE case_id = subject AND status NOT IN ('answered', 'not_needed')) THEN
        PERFORM cases_refuse('cases_checks_before_order', 'a required check is unanswered');
    END IF;
END
$$;
DROP TRIGGER fees_refund_of_surplus ON fees_refund;
DROP FUNCTION cases_check_refund();
DROP TRIGGER fees_relief_confirmed ON fees_feeposition;
DROP FUNCTION cases_check_relief();
GRANT UPDATE ON fees_feerelief, fees_refund, fees_feedecision TO titelweg_app;
REVOKE UPDATE (due_on) ON fees_feeposition FROM titelweg_app;
