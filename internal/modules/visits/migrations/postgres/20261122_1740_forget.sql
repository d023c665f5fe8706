-- Events are only added. One change is allowed: what somebody wrote as a reason is
-- taken out when the person's data is erased.
CREATE OR REPLACE FUNCTION visits_events_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND NEW.reason = 'other' THEN
    OLD.reason := 'other';
    IF NEW IS NOT DISTINCT FROM OLD THEN
      RETURN NEW;
    END IF;
  END IF;
  RAISE EXCEPTION 'events are only added' USING ERRCODE = 'check_violation', CONSTRAINT = 'visits_events_append_only';
END $$;
