-- The promises that hold whatever runs above: which state may follow which, and what must be
-- true before a refusal, a grant, an order or an end. QuerySet.update() passes the machine in
-- Python; it does not pass these.

CREATE SEQUENCE cases_reference_number;

CREATE TABLE cases_transition (
    source text NOT NULL,
    target text NOT NULL,
    PRIMARY KEY (source, target)
);
REVOKE INSERT, UPDATE, DELETE ON cases_transition FROM titelweg_app;
INSERT INTO cases_transition (source, target) VALUES
    ('draft', 'submitted'),
    ('submitted', 'in_review'),
    ('in_review', 'awaiting_documents'),
    ('awaiting_documents', 'in_review'),
    ('in_review', 'hearing'),
    ('hearing', 'in_review'),
    ('in_review', 'awaiting_payment'),
    ('awaiting_biometrics', 'awaiting_payment'),
    ('awaiting_decision', 'awaiting_payment'),
    ('in_review', 'awaiting_biometrics'),
    ('awaiting_payment', 'awaiting_biometrics'),
    ('in_review', 'awaiting_decision'),
    ('awaiting_payment', 'awaiting_decision'),
    ('awaiting_biometrics', 'awaiting_decision'),
    ('awaiting_payment', 'in_review'),
    ('awaiting_biometrics', 'in_review'),
    ('awaiting_decision', 'in_review'),
    ('awaiting_biometrics', 'in_production'),
    ('awaiting_decision', 'in_production'),
    ('in_production', 'ready_for_pickup'),
    ('ready_for_pickup', 'in_production'),
    ('ready_for_pickup', 'collected'),
    ('in_review', 'refused'),
    ('awaiting_decision', 'refused'),
    ('refused', 'in_review'),
    ('withdrawn', 'in_review'),
    ('discontinued', 'in_review'),
    ('transferred', 'in_review');
INSERT INTO cases_transition (source, target)
SELECT source, target
  FROM unnest(ARRAY['submitted', 'in_review', 'awaiting_documents', 'hearing',
                    'awaiting_payment', 'awaiting_biometrics', 'awaiting_decision']) source,
       unnest(ARRAY['withdrawn', 'discontinued', 'transferred']) target;
INSERT INTO cases_transition (source, target) VALUES
    ('in_production', 'discontinued'),
    ('ready_for_pickup', 'discontinued');

CREATE FUNCTION cases_refuse(rule text, sentence text) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', sentence USING ERRCODE = '23514', CONSTRAINT = rule;
END
$$;

CREATE FUNCTION cases_check_order_allowed(subject bigint) RETURNS void
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

CREATE FUNCTION cases_check_state() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state NOT IN ('draft', 'submitted') THEN
            PERFORM cases_refuse('cases_state_pair', 'a case begins as draft or submitted');
        END IF;
        RETURN NEW;
    END IF;
    IF NEW.state = OLD.state THEN
        RETURN NEW;
    END IF;
    IF NOT EXISTS (SELECT FROM cases_transition
                    WHERE source = OLD.state AND target = NEW.state) THEN
        PERFORM cases_refuse('cases_state_pair',
                             format('%s does not follow %s', NEW.state, OLD.state));
    END IF;
    IF NEW.state = 'in_production' THEN
        PERFORM cases_check_order_allowed(NEW.id);
        IF NOT EXISTS (SELECT FROM cases_item
                        WHERE case_id = NEW.id AND decision = 'granted') THEN
            PERFORM cases_refuse('cases_grant_before_order', 'nothing has been granted');
        END IF;
    ELSIF NEW.state = 'refused' AND EXISTS (
        SELECT FROM cases_item WHERE case_id = NEW.id AND decision <> 'refused') THEN
        PERFORM cases_refuse('cases_all_refused', 'not every item has been refused');
    ELSIF NEW.state = 'withdrawn' AND NOT EXISTS (
        SELECT FROM cases_withdrawal
         WHERE case_id = NEW.id AND confirmed_at IS NOT NULL AND dropped_at IS NULL) THEN
        PERFORM cases_refuse('cases_withdrawal_confirmed', 'the withdrawal is not confirmed');
    ELSIF NEW.state IN ('discontinued', 'transferred') AND NOT EXISTS (
        SELECT FROM cases_closure
         WHERE case_id = NEW.id AND confirmed_at IS NOT NULL AND dropped_at IS NULL) THEN
        PERFORM cases_refuse('cases_closure_confirmed', 'nobody confirmed the closure');
    ELSIF NEW.state = 'collected' AND (
        EXISTS (SELECT FROM production_order
                 WHERE case_id = NEW.id AND active AND status <> 'handed_over')
        OR NOT EXISTS (SELECT FROM production_handover WHERE case_id = NEW.id)) THEN
        PERFORM cases_refuse('cases_all_handed_over', 'a product has not been handed over');
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER cases_state BEFORE INSERT OR UPDATE OF state ON cases_case
    FOR EACH ROW EXECUTE FUNCTION cases_check_state();

-- The first receipt may only ever become earlier, by recorded proof of an earlier one.
CREATE FUNCTION cases_keep_receipt() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.received_at IS NOT NULL
       AND (NEW.received_at IS NULL OR NEW.received_at > OLD.received_at) THEN
        PERFORM cases_refuse('cases_receipt_never_later', 'a receipt never becomes later');
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER cases_receipt BEFORE UPDATE OF received_at ON cases_case
    FOR EACH ROW EXECUTE FUNCTION cases_keep_receipt();

-- Only drafts may vanish.
CREATE FUNCTION cases_keep_case() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state <> 'draft' THEN
        PERFORM cases_refuse('cases_only_drafts_vanish', 'a filed case is never deleted');
    END IF;
    RETURN OLD;
END
$$;
CREATE TRIGGER cases_deletion BEFORE DELETE ON cases_case
    FOR EACH ROW EXECUTE FUNCTION cases_keep_case();

CREATE FUNCTION cases_check_decision() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.decision <> 'pending' THEN
            PERFORM cases_refuse('cases_item_begins_pending', 'an item begins undecided');
        END IF;
        RETURN NEW;
    END IF;
    IF NEW.decision = OLD.decision THEN
        RETURN NEW;
    END IF;
    IF NEW.decision = 'granted' THEN
        PERFORM cases_check_order_allowed(NEW.case_id);
        IF OLD.decision <> 'pending' THEN
            PERFORM cases_refuse('cases_grant_from_pending', 'the item was decided before');
        END IF;
    ELSIF NEW.decision = 'refused' THEN
        IF OLD.decision <> 'pending' OR NOT EXISTS (
            SELECT FROM cases_refusal r JOIN cases_hearing h ON h.id = r.hearing_id
             WHERE r.item_id = NEW.id AND h.item_id = NEW.id AND r.dropped_at IS NULL
               AND r.confirmed_at IS NOT NULL AND h.closed_at IS NOT NULL) THEN
            PERFORM cases_refuse('cases_refusal_in_form',
                                 'a refusal needs a hearing and a second person');
        END IF;
    ELSIF EXISTS (SELECT FROM cases_refusal
                   WHERE item_id = NEW.id AND dropped_at IS NULL) OR OLD.decision = 'granted' THEN
        PERFORM cases_refuse('cases_decision_stands', 'the decision stands');
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER cases_decision BEFORE INSERT OR UPDATE OF decision ON cases_item
    FOR EACH ROW EXECUTE FUNCTION cases_check_decision();

CREATE FUNCTION cases_check_order() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM cases_check_order_allowed(NEW.case_id);
    IF NOT EXISTS (SELECT FROM cases_item
                    WHERE id = NEW.item_id AND case_id = NEW.case_id
                      AND decision = 'granted') THEN
        PERFORM cases_refuse('cases_grant_before_order', 'the item has not been granted');
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER production_order_allowed BEFORE INSERT ON production_order
    FOR EACH ROW EXECUTE FUNCTION cases_check_order();

-- A notice is frozen: what a position says never changes, only what became of it.
REVOKE UPDATE ON fees_feeposition, fees_feenotice FROM titelweg_app;
GRANT UPDATE (status, status_reason, decided_by, settled_at) ON fees_feeposition TO titelweg_app;
GRANT UPDATE (replaced_at) ON fees_feenotice TO titelweg_app;
