-- What was seen, planned and done in mouths, as it was written down. It belongs to
-- the patient: the clinic stands in of_clinic, which the door does not scope.
CREATE TABLE charting_findings (
  tenant_id  TEXT NOT NULL,
  id         TEXT NOT NULL,
  of_clinic  TEXT NOT NULL,
  patient_id TEXT NOT NULL,
  visit_id   TEXT,
  day        TEXT NOT NULL,
  site       TEXT NOT NULL,
  what       TEXT NOT NULL,
  state      TEXT NOT NULL CONSTRAINT charting_findings_state CHECK (state IN ('found', 'planned', 'done', 'elsewhere')),
  detail     TEXT NOT NULL,
  pontics    TEXT NOT NULL,
  note       TEXT NOT NULL,
  written_at INTEGER NOT NULL,
  written_by TEXT,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT charting_findings_clinic FOREIGN KEY (tenant_id, of_clinic) REFERENCES org_clinics (tenant_id, id),
  CONSTRAINT charting_findings_patient FOREIGN KEY (tenant_id, patient_id) REFERENCES patients_patients (tenant_id, id),
  CONSTRAINT charting_findings_visit FOREIGN KEY (tenant_id, visit_id) REFERENCES visits_visits (tenant_id, id)
) WITHOUT ROWID;
CREATE INDEX charting_findings_of ON charting_findings (tenant_id, patient_id, day);
CREATE INDEX charting_findings_at ON charting_findings (tenant_id, visit_id) WHERE visit_id IS NOT NULL;

-- A finding that was wrong stays to be read; it is struck out once.
CREATE TABLE charting_strikes (
  tenant_id  TEXT NOT NULL,
  finding_id TEXT NOT NULL,
  struck_at  INTEGER NOT NULL,
  struck_by  TEXT,
  reason     TEXT NOT NULL,
  PRIMARY KEY (tenant_id, finding_id),
  CONSTRAINT charting_strikes_finding FOREIGN KEY (tenant_id, finding_id) REFERENCES charting_findings (tenant_id, id)
) WITHOUT ROWID;

-- Only a merge of two records of one person moves a finding; nothing else ever
-- changes or removes one.
CREATE TRIGGER charting_findings_update BEFORE UPDATE OF id, of_clinic, visit_id, day, site, what, state, detail, pontics, note, written_at, written_by ON charting_findings
BEGIN SELECT RAISE(ABORT, 'charting_findings_append_only'); END;
CREATE TRIGGER charting_findings_delete BEFORE DELETE ON charting_findings
BEGIN SELECT RAISE(ABORT, 'charting_findings_append_only'); END;
CREATE TRIGGER charting_strikes_update BEFORE UPDATE ON charting_strikes
BEGIN SELECT RAISE(ABORT, 'charting_findings_append_only'); END;
CREATE TRIGGER charting_strikes_delete BEFORE DELETE ON charting_strikes
BEGIN SELECT RAISE(ABORT, 'charting_findings_append_only'); END;
