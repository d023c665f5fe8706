-- What is written about a visit, as it stands. Its text may change while it is a
-- draft; once it is signed it changes with a new version and no other way.
CREATE TABLE charting_records (
  tenant_id      TEXT NOT NULL,
  id             TEXT NOT NULL,
  version        INTEGER NOT NULL,
  clinic_id      TEXT NOT NULL,
  patient_id     TEXT NOT NULL,
  visit_id       TEXT NOT NULL,
  day            TEXT NOT NULL,
  kind           TEXT NOT NULL CONSTRAINT charting_records_kind CHECK (kind IN ('first', 'return', 'orthodontic', 'emergency', 'note')),
  state          TEXT NOT NULL CONSTRAINT charting_records_state CHECK (state IN ('draft', 'submitted', 'signed')),
  author_id      TEXT NOT NULL,
  writer_id      TEXT NOT NULL,
  parts          TEXT NOT NULL,
  reviewer_id    TEXT,
  review_state   TEXT NOT NULL CONSTRAINT charting_records_review CHECK (review_state IN ('', 'asked', 'approved', 'returned')),
  review_note    TEXT NOT NULL,
  reviewed_at    INTEGER,
  late           BOOLEAN NOT NULL,
  states_allergy BOOLEAN NOT NULL,
  seq            INTEGER NOT NULL,
  hash           TEXT NOT NULL,
  created_at     INTEGER NOT NULL,
  changed_at     INTEGER NOT NULL,
  submitted_at   INTEGER,
  signed_at      INTEGER,
  retained_at    INTEGER,
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
  tenant_id TEXT NOT NULL,
  record_id TEXT NOT NULL,
  seq       INTEGER NOT NULL,
  act       TEXT NOT NULL CONSTRAINT charting_versions_act CHECK (act IN ('submitted', 'signed', 'amended')),
  made_by   TEXT,
  made_at   INTEGER NOT NULL,
  reason    TEXT NOT NULL,
  content   TEXT NOT NULL,
  sha256    TEXT NOT NULL,
  PRIMARY KEY (tenant_id, record_id, seq),
  CONSTRAINT charting_versions_record FOREIGN KEY (tenant_id, record_id) REFERENCES charting_records (tenant_id, id)
);

-- What fills a record: templates of several parts, and phrases of one line. They
-- are somebody's own, or the group's where owner_id is NULL.
CREATE TABLE charting_templates (
  tenant_id  TEXT NOT NULL,
  id         TEXT NOT NULL,
  version    INTEGER NOT NULL,
  owner_id   TEXT,
  code       TEXT NOT NULL,
  form       TEXT NOT NULL CONSTRAINT charting_templates_form CHECK (form IN ('template', 'phrase')),
  kind       TEXT NOT NULL,
  name       TEXT NOT NULL,
  search     TEXT NOT NULL,
  parts      TEXT NOT NULL,
  active     BOOLEAN NOT NULL,
  position   INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, id)
) WITHOUT ROWID;
CREATE INDEX charting_templates_list ON charting_templates (tenant_id, form, position);
-- What ships is there once.
CREATE UNIQUE INDEX charting_templates_code ON charting_templates (tenant_id, code) WHERE code <> '';

CREATE TRIGGER charting_versions_update BEFORE UPDATE ON charting_versions
BEGIN SELECT RAISE(ABORT, 'charting_versions_append_only'); END;
CREATE TRIGGER charting_versions_delete BEFORE DELETE ON charting_versions
BEGIN SELECT RAISE(ABORT, 'charting_versions_append_only'); END;
CREATE TRIGGER charting_records_update BEFORE UPDATE ON charting_records
WHEN OLD.state = 'signed' AND (NEW.state <> 'signed' OR NEW.author_id <> OLD.author_id OR NEW.kind <> OLD.kind OR NEW.visit_id <> OLD.visit_id
  OR NEW.signed_at <> OLD.signed_at OR NEW.late <> OLD.late
  OR ((NEW.parts <> OLD.parts OR NEW.hash <> OLD.hash OR NEW.seq <> OLD.seq) AND NOT EXISTS (SELECT 1 FROM charting_versions v
    WHERE v.tenant_id = NEW.tenant_id AND v.record_id = NEW.id AND v.seq = NEW.seq AND v.sha256 = NEW.hash AND NEW.seq = OLD.seq + 1)))
BEGIN SELECT RAISE(ABORT, 'charting_records_signed'); END;
CREATE TRIGGER charting_records_delete BEFORE DELETE ON charting_records
BEGIN SELECT RAISE(ABORT, 'charting_records_kept'); END;
