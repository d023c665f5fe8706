-- One merge: everything of from_patient_id went to into_patient_id.
CREATE TABLE patients_merges (
  tenant_id       TEXT NOT NULL,
  id              TEXT NOT NULL,
  from_patient_id TEXT NOT NULL,
  into_patient_id TEXT NOT NULL,
  reason          TEXT NOT NULL,
  merged_at       INTEGER NOT NULL,
  merged_by       TEXT,
  undone_at       INTEGER,
  undone_by       TEXT,
  undo_reason     TEXT NOT NULL,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT patients_merges_two CHECK (from_patient_id <> into_patient_id),
  CONSTRAINT patients_merges_from FOREIGN KEY (tenant_id, from_patient_id) REFERENCES patients_patients (tenant_id, id),
  CONSTRAINT patients_merges_into FOREIGN KEY (tenant_id, into_patient_id) REFERENCES patients_patients (tenant_id, id)
);
CREATE INDEX patients_merges_from_idx ON patients_merges (tenant_id, from_patient_id);
CREATE INDEX patients_merges_into_idx ON patients_merges (tenant_id, into_patient_id);

-- The journal: each row that was moved, or put aside with its contents because
-- the other record had it already.
CREATE TABLE patients_merge_rows (
  tenant_id   TEXT NOT NULL,
  merge_id    TEXT NOT NULL,
  seq         INTEGER NOT NULL,
  table_name  TEXT NOT NULL,
  column_name TEXT NOT NULL,
  row_id      TEXT NOT NULL,
  aside       TEXT,
  PRIMARY KEY (tenant_id, merge_id, seq),
  CONSTRAINT patients_merge_rows_merge FOREIGN KEY (tenant_id, merge_id) REFERENCES patients_merges (tenant_id, id)
) WITHOUT ROWID;
