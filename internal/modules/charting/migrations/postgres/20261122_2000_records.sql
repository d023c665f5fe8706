-- What is written about a visit, as it stands. Its text may change while it is a
-- draft; once it is signed it changes with a new version and no other way.
CREATE TABLE charting_records (
  tenant_id      UUID NOT NULL,
  id             UUID NOT NULL,
  version        BIGINT NOT NULL,
  clinic_id      UUID NOT NULL,
  patient_id     UUID NOT NULL,
  visit_id       UUID NOT NULL,
  day            TEXT COLLATE "C" NOT NULL,
  kind           TEXT COLLATE "C" NOT NULL CONSTRAINT charting_records_kind CHECK (kind IN ('first', 'return', 'orthodontic', 'emergency', 'note')),
  state          TEXT COLLATE "C" NOT NULL CONSTRAINT charting_records_state CHECK (state IN ('draft', 'submitted', 'signed')),
  author_id      UUID NOT NULL,
  writer_id      UUID NOT NULL,
  parts          TEXT NOT NULL,
  reviewer_id    UUID,
  review_state   TEXT COLLATE "C" NOT NULL CONSTRAINT charting_records_review CHECK (review_state IN ('', 'asked', 'approved', 'returned')),
  review_note    TEXT NOT NULL,
  reviewed_at    BIGINT,
  late           BOOLEAN NOT NULL,
  states_allergy BOOLEAN NOT NULL,
  seq            BIGINT NOT NULL,
  hash           TEXT NOT NULL,
  created_at     BIGINT NOT NULL,
  changed_at     BIGINT NOT NULL,
  submitted_at   BIGINT,
  signed_at      BIGINT,
  retained_at    BIGINT,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT charting_records_signed_once CHECK ((state = 'signed') = (signed_at IS NOT NULL)),
  CONSTRAINT charting_records_patient FOREIGN KEY (tenant_id, patient_id) REFERENCES patients_patients (tenant_id, id),
  CONSTRAINT charting_records_clinic FOREIGN KEY (tenant_id, clinic_id) REFERENCES org_clinics (tenant_id, id),
  CONSTRAINT charting_records_visit FOREIGN KEY (tenant_id, visit_id) REFERENCES visits_visits (tenant_id, id)
);
-- An author writes one record of a visit, and notes beside it.
CREATE UNIQUE INDEX charting_records_author ON charting_records (tenant_id, visit_id, author_id) WHERE kind <> 'note';
CREATE INDEX charting_records_of ON charting_records (tenant_id, patient_id, day, created_at);
CREATE INDEX charting_records_at ON charting_records (tenant_id, visit_id);
CREATE INDEX charting_records_open ON charting_records (tenant_id, author_id, day) WHERE state <> 'signed';

-- A record as it was submitted, signed or amended: content is the canonical form
-- and sha256 the hash of its bytes. Only ever added.
CREATE TABLE charting_versions (
  tenant_id UUID NOT NULL,
  record_id UUID NOT NULL,
  seq       BIGINT NOT NULL,
  act       TEXT COLLATE "C" NOT NULL CONSTRAINT charting_versions_act CHECK (act IN ('submitted', 'signed', 'amended')),
  made_by   UUID,
  made_at   BIGINT NOT NULL,
  reason    TEXT NOT NULL,
  content   TEXT NOT NULL,
  sha256    TEXT NOT NULL,
  PRIMARY KEY (tenant_id, record_id, seq),
  CONSTRAINT charting_versions_record FOREIGN KEY (tenant_id, record_id) REFERENCES charting_records (tenant_id, id)
);

-- What fills a record: templates of several parts, and phrases of one line. They
-- are somebody's own, or the group's where owner_id is NULL.
CREATE TABLE charting_templates (
  tenant_id  UUID NOT NULL,
  id         UUID NOT NULL,
  version    BIGINT NOT NULL,
  owner_id   UUID,
  code       TEXT COLLATE "C" NOT NULL,
  form       TEXT COLLATE "C" NOT NULL CONSTRAINT charting_templates_form CHECK (form IN ('template', 'phrase')),
  kind       TEXT COLLATE "C" NOT NULL,
  name       TEXT NOT NULL,
  search     TEXT NOT NULL,
  parts      TEXT NOT NULL,
  active     BOOLEAN NOT NULL,
  position   BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX charting_templates_list ON charting_templates (tenant_id, form, position);
-- What ships is there once.
CREATE UNIQUE INDEX charting_templates_code ON charting_templates (tenant_id, code) WHERE code <> '';

CREATE FUNCTION charting_versions_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'charting_versions_append_only'; END $$;
CREATE TRIGGER charting_versions_update BEFORE UPDATE ON charting_versions FOR EACH ROW EXECUTE FUNCTION charting_versions_refuse();
CREATE TRIGGER charting_versions_delete BEFORE DELETE ON charting_versions FOR EACH ROW EXECUTE FUNCTION charting_versions_refuse();
CREATE FUNCTION charting_records_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state = 'signed' AND (NEW.state <> 'signed' OR NEW.author_id <> OLD.author_id OR NEW.kind <> OLD.kind OR NEW.visit_id <> OLD.visit_id
    OR NEW.signed_at <> OLD.signed_at OR NEW.late <> OLD.late
    OR ((NEW.parts <> OLD.parts OR NEW.hash <> OLD.hash OR NEW.seq <> OLD.seq) AND NOT EXISTS (SELECT 1 FROM charting_versions v
      WHERE v.tenant_id = NEW.tenant_id AND v.record_id = NEW.id AND v.seq = NEW.seq AND v.sha256 = NEW.hash AND NEW.seq = OLD.seq + 1))) THEN
    RAISE EXCEPTION 'charting_records_signed';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER charting_records_update BEFORE UPDATE ON charting_records FOR EACH ROW EXECUTE FUNCTION charting_records_refuse();
CREATE FUNCTION charting_records_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'charting_records_kept'; END $$;
CREATE TRIGGER charting_records_delete BEFORE DELETE ON charting_records FOR EACH ROW EXECUTE FUNCTION charting_records_keep();
