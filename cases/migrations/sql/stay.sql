-- A Fiktionsbescheinigung proves an effect that there is (§ 81(5) AufenthG), and none is issued
-- while identity is to be secured first (§ 81(7) AufenthG).

CREATE FUNCTION cases_check_certificate() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM cases_case
                    WHERE id = NEW.case_id AND legal_effect ->> 'kind' = NEW.effect
                      AND NEW.effect IN ('continuation', 'continuation_ordered',
                                         'permission', 'toleration')) THEN
        PERFORM cases_refuse('cases_certificate_proves_effect', 'there is no such effect');
    END IF;
    IF EXISTS (SELECT FROM cases_check
                WHERE case_id = NEW.case_id AND code = 'azr_prints'
                  AND status NOT IN ('answered', 'not_needed')) THEN
        PERFORM cases_refuse('cases_prints_before_certificate', 'the prints are not in the AZR');
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER cases_certificate BEFORE INSERT ON cases_fiktionsbescheinigung
    FOR EACH ROW EXECUTE FUNCTION cases_check_certificate();

-- What was certified and ordered never changes, only that it has ended.
REVOKE UPDATE ON cases_fiktionsbescheinigung, cases_fortgeltungsanordnung FROM titelweg_app;
GRANT UPDATE (ended_at) ON cases_fiktionsbescheinigung TO titelweg_app;
GRANT UPDATE (revoked_at, revoked_by, revocation_reasons, ended_at)
    ON cases_fortgeltungsanordnung TO titelweg_app;
