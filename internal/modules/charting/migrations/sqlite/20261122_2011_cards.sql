-- The orthodontic visit card: every version of it, the highest stands. Like the
-- findings it belongs to the patient.
CREATE TABLE charting_cards (
  tenant_id     TEXT NOT NULL,
  id            TEXT NOT NULL,
  visit_id      TEXT NOT NULL,
  version       INTEGER NOT NULL,
  patient_id    TEXT NOT NULL,
  of_clinic     TEXT NOT NULL,
  day           TEXT NOT NULL,
  upper_wire    TEXT NOT NULL,
  lower_wire    TEXT NOT NULL,
  elastics      TEXT NOT NULL,
  off_site      TEXT NOT NULL,
  hygiene       TEXT NOT NULL CONSTRAINT charting_cards_hygiene CHECK (hygiene IN ('', 'good', 'fair', 'poor')),
  cooperation   TEXT NOT NULL CONSTRAINT charting_cards_cooperation CHECK (cooperation IN ('', 'good', 'fair', 'poor')),
  stage         INTEGER NOT NULL,
  stage_to      INTEGER NOT NULL,
  done          TEXT NOT NULL,
  next_template TEXT,
  next_weeks    INTEGER NOT NULL,
  note          TEXT NOT NULL,
  written_at    INTEGER NOT NULL,
  written_by    TEXT,
  PRIMARY KEY (tenant_id, visit_id, version),
  CONSTRAINT charting_cards_visit FOREIGN KEY (tenant_id, visit_id) REFERENCES visits_visits (tenant_id, id),
  CONSTRAINT charting_cards_patient FOREIGN KEY (tenant_id, patient_id) REFERENCES patients_patients (tenant_id, id),
  CONSTRAINT charting_cards_clinic FOREIGN KEY (tenant_id, of_clinic) REFERENCES org_clinics (tenant_id, id),
  CONSTRAINT charting_cards_next FOREIGN KEY (tenant_id, next_template) REFERENCES visits_templates (tenant_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX charting_cards_id ON charting_cards (tenant_id, id);
CREATE INDEX charting_cards_of ON charting_cards (tenant_id, patient_id, day);

-- A version is only ever added; a merge of two records of one person moves it.
CREATE TRIGGER charting_cards_update BEFORE UPDATE OF id, visit_id, version, of_clinic, day, upper_wire, lower_wire, elastics, off_site, hygiene, cooperation, stage, stage_to, done, next_template, next_weeks, note, written_at, written_by ON charting_cards
BEGIN SELECT RAISE(ABORT, 'charting_cards_append_only'); END;
CREATE TRIGGER charting_cards_delete BEFORE DELETE ON charting_cards
BEGIN SELECT RAISE(ABORT, 'charting_cards_append_only'); END;
