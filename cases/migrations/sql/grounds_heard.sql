-- A refusal rests on grounds that were heard: in an evaluated hearing of the same item, or in its
-- own row that says why there was none (§ 28 VwVfG).

CREATE FUNCTION cases_check_grounds() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    heard jsonb;
BEGIN
    SELECT coalesce(jsonb_agg(ground), '[]') INTO heard
      FROM cases_hearing, jsonb_array_elements(ground_codes) ground
     WHERE item_id = NEW.item_id
       AND (evaluation <> '' OR (id = NEW.hearing_id AND waived_reason <> ''));
    IF NOT heard @> NEW.ground_codes THEN
        PERFORM cases_refuse('cases_grounds_heard', 'a ground of the refusal has not been heard');
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER cases_grounds BEFORE INSERT OR UPDATE OF ground_codes, hearing_id, item_id
    ON cases_refusal FOR EACH ROW EXECUTE FUNCTION cases_check_grounds();
