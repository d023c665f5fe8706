-- Events are only added. One change is allowed: what somebody wrote as a reason is
-- taken out when the person's data is erased.
DROP TRIGGER visits_events_update;
CREATE TRIGGER visits_events_update BEFORE UPDATE ON visits_events
WHEN NOT (NEW.reason = 'other' AND NEW.tenant_id = OLD.tenant_id AND NEW.visit_id = OLD.visit_id AND NEW.seq = OLD.seq
  AND NEW.step = OLD.step AND NEW.at = OLD.at AND NEW.actor_id IS OLD.actor_id AND NEW.place_id IS OLD.place_id
  AND NEW.party = OLD.party AND NEW.detail = OLD.detail)
BEGIN SELECT RAISE(ABORT, 'visits_events_append_only'); END;
