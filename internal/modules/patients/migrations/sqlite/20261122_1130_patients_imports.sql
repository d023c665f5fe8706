-- One import of people from a file.
CREATE TABLE patients_imports (
  tenant_id   TEXT NOT NULL,
  id          TEXT NOT NULL,
  clinic_id   TEXT NOT NULL,
  file_name   TEXT NOT NULL,
  form        TEXT NOT NULL CONSTRAINT patients_imports_form CHECK (form IN ('xlsx', 'csv')),
  state       TEXT NOT NULL CONSTRAINT patients_imports_state CHECK (state IN ('uploaded', 'checking', 'checked', 'running', 'done', 'undoing', 'undone', 'failed')),
  headers     TEXT NOT NULL,
  columns     TEXT NOT NULL,
  rows_total  INTEGER NOT NULL,
  rows_done   INTEGER NOT NULL,
  rows_wrong  INTEGER NOT NULL,
  rows_twice  INTEGER NOT NULL,
  made        INTEGER NOT NULL,
  skip_wrong  BOOLEAN NOT NULL,
  problem     TEXT NOT NULL,
  created_at  INTEGER NOT NULL,
  created_by  TEXT,
  changed_at  INTEGER NOT NULL,
  version     INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT patients_imports_clinic FOREIGN KEY (tenant_id, clinic_id) REFERENCES org_clinics (tenant_id, id)
);
CREATE INDEX patients_imports_at ON patients_imports (tenant_id, created_at);

-- The uploaded file in sealed pieces, until the import is done or given up.
CREATE TABLE patients_import_parts (
  tenant_id TEXT NOT NULL,
  import_id TEXT NOT NULL,
  part      INTEGER NOT NULL,
  sealed    TEXT NOT NULL,
  PRIMARY KEY (tenant_id, import_id, part),
  CONSTRAINT patients_import_parts_import FOREIGN KEY (tenant_id, import_id) REFERENCES patients_imports (tenant_id, id)
);

-- What is wrong in which row of the file.
CREATE TABLE patients_import_faults (
  tenant_id TEXT NOT NULL,
  import_id TEXT NOT NULL,
  row_no    INTEGER NOT NULL,
  faults    TEXT NOT NULL,
  PRIMARY KEY (tenant_id, import_id, row_no),
  CONSTRAINT patients_import_faults_import FOREIGN KEY (tenant_id, import_id) REFERENCES patients_imports (tenant_id, id)
) WITHOUT ROWID;
