-- order_id names the imaging order for which an image was taken; orders are kept
-- by charting, on the same floor, so that no foreign key stands here: whose order
-- it is, is asked when an image names it. point_x and point_y are how wide and
-- high a point is by the file's own word, in nanometres, 0 = not said.
ALTER TABLE imaging_images ADD COLUMN order_id TEXT;
ALTER TABLE imaging_images ADD COLUMN point_x INTEGER NOT NULL DEFAULT 0;
ALTER TABLE imaging_images ADD COLUMN point_y INTEGER NOT NULL DEFAULT 0;
CREATE INDEX imaging_images_order ON imaging_images (tenant_id, order_id) WHERE order_id IS NOT NULL;
CREATE INDEX imaging_images_at ON imaging_images (tenant_id, visit_id) WHERE visit_id IS NOT NULL;

-- A step more: what was withdrawn is put back into view. The table is written anew,
-- because its check cannot be changed here.
CREATE TABLE imaging_events_new (
  tenant_id TEXT NOT NULL,
  image_id  TEXT NOT NULL,
  seq       INTEGER NOT NULL,
  step      TEXT NOT NULL CONSTRAINT imaging_events_step CHECK (step IN ('added', 'filed', 'withdrawn', 'returned')),
  at        INTEGER NOT NULL,
  actor_id  TEXT,
  slot      TEXT NOT NULL,
  site      TEXT NOT NULL,
  visit_id  TEXT,
  day       TEXT NOT NULL,
  reason    TEXT NOT NULL,
  order_id  TEXT,
  PRIMARY KEY (tenant_id, image_id, seq),
  CONSTRAINT imaging_events_image FOREIGN KEY (tenant_id, image_id) REFERENCES imaging_images (tenant_id, id)
) WITHOUT ROWID;
INSERT INTO imaging_events_new (tenant_id, image_id, seq, step, at, actor_id, slot, site, visit_id, day, reason)
SELECT tenant_id, image_id, seq, step, at, actor_id, slot, site, visit_id, day, reason FROM imaging_events;
DROP TABLE imaging_events;
ALTER TABLE imaging_events_new RENAME TO imaging_events;
CREATE TRIGGER imaging_events_delete BEFORE DELETE ON imaging_events
BEGIN SELECT RAISE(ABORT, 'imaging_events_append_only'); END;
CREATE TRIGGER imaging_events_update BEFORE UPDATE ON imaging_events
WHEN NEW.reason <> '' OR NEW.step <> OLD.step OR NEW.at <> OLD.at OR NEW.slot <> OLD.slot OR NEW.site <> OLD.site
  OR NEW.day <> OLD.day OR NEW.visit_id IS NOT OLD.visit_id OR NEW.actor_id IS NOT OLD.actor_id OR NEW.order_id IS NOT OLD.order_id
BEGIN SELECT RAISE(ABORT, 'imaging_events_append_only'); END;
