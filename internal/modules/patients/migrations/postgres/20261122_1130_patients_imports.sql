-- One import of people from a file.
CREATE TABLE patients_imports (
  tenant_id   uuid NOT NULL,
  id          uuid NOT NULL,
  clinic_id   uuid NOT NULL,
  file_name   TEXT NOT NULL,
  form        TEXT NOT NULL CONSTRAINT patients_imports_form CHECK (form IN ('xlsx', 'csv')),
  state       TEXT NOT NULL CONSTRAINT patients_imports_state CHECK (state IN ('uploaded', 'checking', 'checked', 'running', 'done', 'undoing', 'undone', 'failed')),
  headers     TEXT NOT NULL,
  columns     TEXT NOT NULL,
  rows_total  BIGINT NOT NULL,
  rows_done   BIGINT NOT NULL,
  rows_wrong  BIGINT NOT NULL,
  rows_twice  BIGINT NOT NULL,
  made        BIGINT NOT NULL,
  skip_wrong  BOOLEAN NOT NULL,
  problem     TEXT NOT NULL,
  created_at  BIGINT NOT NULL,
  created_by  uuid,
  changed_at  BIGINT NOT NULL,
  version     BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT patients_imports_clinic FOREIGN KEY (tenant_id, clinic_id) REFERENCES org_clinics (tenant_id, id)
);
CREATE INDEX patients_imports_at ON patients_imports (tenant_id, created_at);

-- The uploaded file in sealed pieces, until the import is done or given up.
CREATE TABLE patients_import_parts (
  tenant_id uuid NOT NULL,
  import_id uuid NOT NULL,
  part      BIGINT NOT NULL,
  sealed    TEXT NOT NULL,
  PRIMARY KEY (tenant_id, import_id, part),
  CONSTRAINT patients_import_parts_import FOREIGN KEY (tenant_id, import_id) REFERENCES patients_imports (tenant_id, id)
);

-- What is wrong in which row of the file.
CREATE TABLE patients_import_faults (
  tenant_id uuid NOT NULL,
  import_id uuid NOT NULL,
  row_no    BIGINT NOT NULL,
  faults    TEXT NOT NULL,
  PRIMARY KEY (tenant_id, import_id, row_no),
  CONSTRAINT patients_import_faults_import FOREIGN KEY (tenant_id, import_id) REFERENCES patients_imports (tenant_id, id)
);
