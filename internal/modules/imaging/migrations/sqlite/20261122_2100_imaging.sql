-- Photos and films. hash names the original in the file store, thumb_hash and
-- picture_hash what was drawn from it ('' = not drawn yet). taken_at is NULL where
-- only the day is known; visit_id is NULL for an image of no visit. The same bytes
-- are refused by the use case, under a lock of the patient, and not by an index: a
-- merge of two records may bring them together.
CREATE TABLE imaging_images (
  tenant_id    TEXT NOT NULL,
  id           TEXT NOT NULL,
  version      INTEGER NOT NULL,
  clinic_id    TEXT NOT NULL,
  patient_id   TEXT NOT NULL,
  visit_id     TEXT,
  slot         TEXT NOT NULL CONSTRAINT imaging_images_slot
    CHECK (slot IN ('face_front', 'face_front_smile', 'face_oblique', 'face_oblique_smile', 'face_profile', 'face_profile_smile',
      'oral_front', 'oral_right', 'oral_left', 'oral_upper', 'oral_lower',
      'film_pano', 'film_ceph', 'film_periapical', 'film_slice', 'other')),
  site         TEXT NOT NULL,
  day          TEXT NOT NULL,
  taken_at     INTEGER,
  taken_by     TEXT,
  hash         TEXT NOT NULL CONSTRAINT imaging_images_hash CHECK (length(hash) = 64),
  size         INTEGER NOT NULL,
  media        TEXT NOT NULL CONSTRAINT imaging_images_media
    CHECK (media IN ('image/jpeg', 'image/png', 'image/webp', 'application/dicom')),
  width        INTEGER NOT NULL,
  height       INTEGER NOT NULL,
  name_in_file TEXT NOT NULL,
  thumb_hash   TEXT NOT NULL,
  picture_hash TEXT NOT NULL,
  trouble      TEXT NOT NULL,
  added_at     INTEGER NOT NULL,
  added_by     TEXT,
  withdrawn_at INTEGER,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT imaging_images_clinic FOREIGN KEY (tenant_id, clinic_id) REFERENCES org_clinics (tenant_id, id),
  CONSTRAINT imaging_images_patient FOREIGN KEY (tenant_id, patient_id) REFERENCES patients_patients (tenant_id, id),
  CONSTRAINT imaging_images_visit FOREIGN KEY (tenant_id, visit_id) REFERENCES visits_visits (tenant_id, id)
) WITHOUT ROWID;
CREATE INDEX imaging_images_of ON imaging_images (tenant_id, patient_id, day);
CREATE INDEX imaging_images_bytes ON imaging_images (tenant_id, hash);
CREATE INDEX imaging_images_when ON imaging_images (tenant_id, clinic_id, day);

-- What happened to an image, and where it was filed after it. Appended only; the
-- one change that is let through takes a person's words out after an erasure.
CREATE TABLE imaging_events (
  tenant_id TEXT NOT NULL,
  image_id  TEXT NOT NULL,
  seq       INTEGER NOT NULL,
  step      TEXT NOT NULL CONSTRAINT imaging_events_step CHECK (step IN ('added', 'filed', 'withdrawn')),
  at        INTEGER NOT NULL,
  actor_id  TEXT,
  slot      TEXT NOT NULL,
  site      TEXT NOT NULL,
  visit_id  TEXT,
  day       TEXT NOT NULL,
  reason    TEXT NOT NULL,
  PRIMARY KEY (tenant_id, image_id, seq),
  CONSTRAINT imaging_events_image FOREIGN KEY (tenant_id, image_id) REFERENCES imaging_images (tenant_id, id)
) WITHOUT ROWID;

CREATE TRIGGER imaging_images_kept BEFORE DELETE ON imaging_images
BEGIN SELECT RAISE(ABORT, 'imaging_images_kept'); END;
CREATE TRIGGER imaging_images_original BEFORE UPDATE OF hash, size, media ON imaging_images
BEGIN SELECT RAISE(ABORT, 'imaging_images_original'); END;
CREATE TRIGGER imaging_events_delete BEFORE DELETE ON imaging_events
BEGIN SELECT RAISE(ABORT, 'imaging_events_append_only'); END;
CREATE TRIGGER imaging_events_update BEFORE UPDATE ON imaging_events
WHEN NEW.reason <> '' OR NEW.step <> OLD.step OR NEW.at <> OLD.at OR NEW.slot <> OLD.slot OR NEW.site <> OLD.site
  OR NEW.day <> OLD.day OR NEW.visit_id IS NOT OLD.visit_id OR NEW.actor_id IS NOT OLD.actor_id
BEGIN SELECT RAISE(ABORT, 'imaging_events_append_only'); END;
