-- What the imaging room is asked for.
CREATE TABLE charting_orders (
  tenant_id   TEXT NOT NULL,
  id          TEXT NOT NULL,
  version     INTEGER NOT NULL,
  clinic_id   TEXT NOT NULL,
  patient_id  TEXT NOT NULL,
  visit_id    TEXT,
  items       TEXT NOT NULL,
  site        TEXT NOT NULL,
  question    TEXT NOT NULL,
  pregnancy   TEXT NOT NULL CONSTRAINT charting_orders_pregnancy CHECK (pregnancy IN ('', 'no', 'maybe', 'yes')),
  reason      TEXT NOT NULL,
  state       TEXT NOT NULL CONSTRAINT charting_orders_state CHECK (state IN ('ordered', 'taken', 'reported', 'cancelled')),
  ordered_at  INTEGER NOT NULL,
  ordered_by  TEXT,
  taken_at    INTEGER,
  taken_by    TEXT,
  reported_at INTEGER,
  reported_by TEXT,
  report      TEXT NOT NULL,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT charting_orders_clinic FOREIGN KEY (tenant_id, clinic_id) REFERENCES org_clinics (tenant_id, id),
  CONSTRAINT charting_orders_patient FOREIGN KEY (tenant_id, patient_id) REFERENCES patients_patients (tenant_id, id),
  CONSTRAINT charting_orders_visit FOREIGN KEY (tenant_id, visit_id) REFERENCES visits_visits (tenant_id, id)
) WITHOUT ROWID;
CREATE INDEX charting_orders_of ON charting_orders (tenant_id, patient_id, ordered_at);
CREATE INDEX charting_orders_open ON charting_orders (tenant_id, clinic_id, ordered_at) WHERE state IN ('ordered', 'taken');
