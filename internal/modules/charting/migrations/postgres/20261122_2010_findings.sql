-- What was seen, planned and done in mouths, as it was written down. It belongs to
-- the patient: the clinic stands in of_clinic, which the door does not scope.
CREATE TABLE charting_findings (
  tenant_id  UUID NOT NULL,
  id         UUID NOT NULL,
  of_clinic  UUID NOT NULL,
  patient_id UUID NOT NULL,
  visit_id   UUID,
  day        TEXT COLLATE "C" NOT NULL,
  site       TEXT NOT NULL,
  what       TEXT NOT NULL,
  state      TEXT NOT NULL CONSTRAINT charting_findings_state CHECK (state IN ('found', 'planned', 'done', 'elsewhere')),
  detail     TEXT NOT NULL,
  pontics    TEXT NOT NULL,
  note       TEXT NOT NULL,
  written_at BIGINT NOT NULL,
  written_by UUID,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT charting_findings_clinic FOREIGN KEY (tenant_id, of_clinic) REFERENCES org_clinics (tenant_id, id),
  CONSTRAINT charting_findings_patient FOREIGN KEY (tenant_id, patient_id) REFERENCES patients_patients (tenant_id, id),
  CONSTRAINT charting_findings_visit FOREIGN KEY (tenant_id, visit_id) REFERENCES visits_visits (tenant_id, id)
);
CREATE INDEX charting_findings_of ON charting_findings (tenant_id, patient_id, day);
CREATE INDEX charting_findings_at ON charting_findings (tenant_id, visit_id) WHERE visit_id IS NOT NULL;

-- A finding that was wrong stays to be read; it is struck out once.
CREATE TABLE charting_strikes (
  tenant_id  UUID NOT NULL,
  finding_id UUID NOT NULL,
  struck_at  BIGINT NOT NULL,
  struck_by  UUID,
  reason     TEXT NOT NULL,
  PRIMARY KEY (tenant_id, finding_id),
  CONSTRAINT charting_strikes_finding FOREIGN KEY (tenant_id, finding_id) REFERENCES charting_findings (tenant_id, id)
);

-- Only a merge of two records of one person moves a finding; nothing else ever
-- changes or removes one.
CREATE FUNCTION charting_findings_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'findings are only added' USING ERRCODE = 'check_violation', CONSTRAINT = 'charting_findings_append_only'; END $$;
CREATE TRIGGER charting_findings_update BEFORE UPDATE OF id, of_clinic, visit_id, day, site, what, state, detail, pontics, note, written_at, written_by ON charting_findings FOR EACH ROW EXECUTE FUNCTION charting_findings_refuse();
CREATE TRIGGER charting_findings_delete BEFORE DELETE ON charting_findings FOR EACH ROW EXECUTE FUNCTION charting_findings_refuse();
CREATE TRIGGER charting_strikes_append_only BEFORE UPDATE OR DELETE ON charting_strikes FOR EACH ROW EXECUTE FUNCTION charting_findings_refuse();
