-- Photos and films. hash names the original in the file store, thumb_hash and
-- picture_hash what was drawn from it ('' = not drawn yet). taken_at is NULL where
-- only the day is known; visit_id is NULL for an image of no visit. The same bytes
-- are refused by the use case, under a lock of the patient, and not by an index: a
-- merge of two records may bring them together.
CREATE TABLE imaging_images (
  tenant_id    UUID NOT NULL,
  id           UUID NOT NULL,
  version      BIGINT NOT NULL,
  clinic_id    UUID NOT NULL,
  patient_id   UUID NOT NULL,
  visit_id     UUID,
  slot         TEXT COLLATE "C" NOT NULL CONSTRAINT imaging_images_slot
    CHECK (slot IN ('face_front', 'face_front_smile', 'face_oblique', 'face_oblique_smile', 'face_profile', 'face_profile_smile',
      'oral_front', 'oral_right', 'oral_left', 'oral_upper', 'oral_lower',
      'film_pano', 'film_ceph', 'film_periapical', 'film_slice', 'other')),
  site         TEXT NOT NULL,
  day          TEXT COLLATE "C" NOT NULL,
  taken_at     BIGINT,
  taken_by     UUID,
  hash         TEXT COLLATE "C" NOT NULL CONSTRAINT imaging_images_hash CHECK (length(hash) = 64),
  size         BIGINT NOT NULL,
  media        TEXT NOT NULL CONSTRAINT imaging_images_media
    CHECK (media IN ('image/jpeg', 'image/png', 'image/webp', 'application/dicom')),
  width        BIGINT NOT NULL,
  height       BIGINT NOT NULL,
  name_in_file TEXT NOT NULL,
  thumb_hash   TEXT NOT NULL,
  picture_hash TEXT NOT NULL,
  trouble      TEXT NOT NULL,
  added_at     BIGINT NOT NULL,
  added_by     UUID,
  withdrawn_at BIGINT,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT imaging_images_clinic FOREIGN KEY (tenant_id, clinic_id) REFERENCES org_clinics (tenant_id, id),
  CONSTRAINT imaging_images_patient FOREIGN KEY (tenant_id, patient_id) REFERENCES patients_patients (tenant_id, id),
  CONSTRAINT imaging_images_visit FOREIGN KEY (tenant_id, visit_id) REFERENCES visits_visits (tenant_id, id)
);
CREATE INDEX imaging_images_of ON imaging_images (tenant_id, patient_id, day);
CREATE INDEX imaging_images_bytes ON imaging_images (tenant_id, hash);
CREATE INDEX imaging_images_when ON imaging_images (tenant_id, clinic_id, day);

-- What happened to an image, and where it was filed after it. Appended only; the
-- one change that is let through takes a person's words out after an erasure.
CREATE TABLE imaging_events (
  tenant_id UUID NOT NULL,
  image_id  UUID NOT NULL,
  seq       BIGINT NOT NULL,
  step      TEXT NOT NULL CONSTRAINT imaging_events_step CHECK (step IN ('added', 'filed', 'withdrawn')),
  at        BIGINT NOT NULL,
  actor_id  UUID,
  slot      TEXT COLLATE "C" NOT NULL,
  site      TEXT NOT NULL,
  visit_id  UUID,
  day       TEXT COLLATE "C" NOT NULL,
  reason    TEXT NOT NULL,
  PRIMARY KEY (tenant_id, image_id, seq),
  CONSTRAINT imaging_events_image FOREIGN KEY (tenant_id, image_id) REFERENCES imaging_images (tenant_id, id)
);

CREATE FUNCTION imaging_images_refuse_delete() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'imaging_images_kept'; END $$;
CREATE FUNCTION imaging_images_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'imaging_images_original'; END $$;
CREATE FUNCTION imaging_events_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'imaging_events_append_only'; END $$;
CREATE TRIGGER imaging_images_kept BEFORE DELETE ON imaging_images FOR EACH ROW EXECUTE FUNCTION imaging_images_refuse_delete();
CREATE TRIGGER imaging_images_original BEFORE UPDATE OF hash, size, media ON imaging_images
  FOR EACH ROW EXECUTE FUNCTION imaging_images_refuse_change();
CREATE TRIGGER imaging_events_delete BEFORE DELETE ON imaging_events FOR EACH ROW EXECUTE FUNCTION imaging_events_refuse();
CREATE TRIGGER imaging_events_update BEFORE UPDATE ON imaging_events FOR EACH ROW
  WHEN (NEW.reason <> '' OR NEW.step <> OLD.step OR NEW.at <> OLD.at OR NEW.slot <> OLD.slot OR NEW.site <> OLD.site
    OR NEW.day <> OLD.day OR NEW.visit_id IS DISTINCT FROM OLD.visit_id OR NEW.actor_id IS DISTINCT FROM OLD.actor_id)
  EXECUTE FUNCTION imaging_events_refuse();
