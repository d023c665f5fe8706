-- order_id names the imaging order for which an image was taken; orders are kept
-- by charting, on the same floor, so that no foreign key stands here: whose order
-- it is, is asked when an image names it. point_x and point_y are how wide and
-- high a point is by the file's own word, in nanometres, 0 = not said.
ALTER TABLE imaging_images ADD COLUMN order_id UUID;
ALTER TABLE imaging_images ADD COLUMN point_x BIGINT NOT NULL DEFAULT 0;
ALTER TABLE imaging_images ADD COLUMN point_y BIGINT NOT NULL DEFAULT 0;
CREATE INDEX imaging_images_order ON imaging_images (tenant_id, order_id) WHERE order_id IS NOT NULL;
CREATE INDEX imaging_images_at ON imaging_images (tenant_id, visit_id) WHERE visit_id IS NOT NULL;

-- A step more: what was withdrawn is put back into view.
ALTER TABLE imaging_events ADD COLUMN order_id UUID;
ALTER TABLE imaging_events DROP CONSTRAINT imaging_events_step;
ALTER TABLE imaging_events ADD CONSTRAINT imaging_events_step CHECK (step IN ('added', 'filed', 'withdrawn', 'returned'));
DROP TRIGGER imaging_events_update ON imaging_events;
CREATE TRIGGER imaging_events_update BEFORE UPDATE ON imaging_events FOR EACH ROW
  WHEN (NEW.reason <> '' OR NEW.step <> OLD.step OR NEW.at <> OLD.at OR NEW.slot <> OLD.slot OR NEW.site <> OLD.site
    OR NEW.day <> OLD.day OR NEW.visit_id IS DISTINCT FROM OLD.visit_id OR NEW.actor_id IS DISTINCT FROM OLD.actor_id
    OR NEW.order_id IS DISTINCT FROM OLD.order_id)
  EXECUTE FUNCTION imaging_events_refuse();
