-- The WeChat accounts through which a person is spoken with, by the name that
-- the clinic sees. One account may speak for several people, a mother's for her
-- children: it is an edge of its own and identifies nobody.
CREATE TABLE patients_wechats (
  tenant_id  uuid NOT NULL,
  id         uuid NOT NULL,
  patient_id uuid NOT NULL,
  nick       TEXT NOT NULL,
  whose      TEXT NOT NULL,
  note       TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT patients_wechats_patient FOREIGN KEY (tenant_id, patient_id) REFERENCES patients_patients (tenant_id, id)
);
CREATE INDEX patients_wechats_of ON patients_wechats (tenant_id, patient_id);
