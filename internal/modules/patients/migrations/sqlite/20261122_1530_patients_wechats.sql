-- The WeChat accounts through which a person is spoken with, by the name that
-- the clinic sees. One account may speak for several people, a mother's for her
-- children: it is an edge of its own and identifies nobody.
CREATE TABLE patients_wechats (
  tenant_id  TEXT NOT NULL,
  id         TEXT NOT NULL,
  patient_id TEXT NOT NULL,
  nick       TEXT NOT NULL,
  whose      TEXT NOT NULL,
  note       TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT patients_wechats_patient FOREIGN KEY (tenant_id, patient_id) REFERENCES patients_patients (tenant_id, id)
);
CREATE INDEX patients_wechats_of ON patients_wechats (tenant_id, patient_id);

-- See 20261122_1140_patients_planner.sql.
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
  ('patients_wechats', 'sqlite_autoindex_patients_wechats_1', '100000 100000 1'),
  ('patients_wechats', 'patients_wechats_of', '100000 100000 10');
ANALYZE sqlite_schema;
