-- Tables that are read by more than their key keep SQLite's rowid: without
-- statistics its planner prefers to walk the whole tenant in the key of a table
-- WITHOUT ROWID to using a second index.

-- One person. The table belongs to the group; who sees a person is told by
-- patients_clinics. search_keys holds what patients_keys has for this person.
CREATE TABLE patients_patients (
  tenant_id             TEXT NOT NULL,
  id                    TEXT NOT NULL,
  version               INTEGER NOT NULL,
  home_clinic_id        TEXT NOT NULL,
  record_no             TEXT NOT NULL,
  name                  TEXT NOT NULL,
  sex                   TEXT NOT NULL CONSTRAINT patients_patients_sex CHECK (sex IN ('female', 'male', 'unknown')),
  birth_day             TEXT,
  id_sealed             TEXT,
  id_mac                TEXT,
  phone_sealed          TEXT,
  household_id          TEXT,
  source_key            TEXT NOT NULL,
  introducer_kind       TEXT NOT NULL CONSTRAINT patients_patients_introducer CHECK (introducer_kind IN ('', 'patient', 'staff', 'other')),
  introducer_patient_id TEXT,
  introducer_staff_id   TEXT,
  introducer_note       TEXT NOT NULL,
  wishes                TEXT NOT NULL,
  note                  TEXT NOT NULL,
  address               TEXT NOT NULL,
  important             BOOLEAN NOT NULL,
  important_reason      TEXT NOT NULL,
  alerts_active         INTEGER NOT NULL CONSTRAINT patients_patients_alerts CHECK (alerts_active >= 0),
  deceased_day          TEXT,
  state                 TEXT NOT NULL CONSTRAINT patients_patients_state CHECK (state IN ('active', 'merged', 'erased')),
  merged_into           TEXT,
  import_id             TEXT,
  search_keys           TEXT NOT NULL,
  created_at            INTEGER NOT NULL,
  created_by            TEXT,
  changed_at            INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT patients_patients_merged CHECK ((state = 'merged') = (merged_into IS NOT NULL)),
  CONSTRAINT patients_patients_introduced CHECK (introducer_patient_id IS NULL OR introducer_patient_id <> id),
  CONSTRAINT patients_patients_home FOREIGN KEY (tenant_id, home_clinic_id) REFERENCES org_clinics (tenant_id, id),
  CONSTRAINT patients_patients_introducer_fk FOREIGN KEY (tenant_id, introducer_patient_id) REFERENCES patients_patients (tenant_id, id),
  CONSTRAINT patients_patients_into_fk FOREIGN KEY (tenant_id, merged_into) REFERENCES patients_patients (tenant_id, id)
);
CREATE UNIQUE INDEX patients_patients_record_no ON patients_patients (tenant_id, record_no);
CREATE INDEX patients_patients_id_mac ON patients_patients (tenant_id, id_mac) WHERE id_mac IS NOT NULL;
CREATE INDEX patients_patients_introduced_by ON patients_patients (tenant_id, introducer_patient_id) WHERE introducer_patient_id IS NOT NULL;
CREATE INDEX patients_patients_household ON patients_patients (tenant_id, household_id);
CREATE INDEX patients_patients_merged_into ON patients_patients (tenant_id, merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX patients_patients_import ON patients_patients (tenant_id, import_id) WHERE import_id IS NOT NULL;

-- In which clinics a person is seen, and why.
CREATE TABLE patients_clinics (
  tenant_id  TEXT NOT NULL,
  clinic_id  TEXT NOT NULL,
  patient_id TEXT NOT NULL,
  basis      TEXT NOT NULL CONSTRAINT patients_clinics_basis CHECK (basis IN ('registered', 'visit', 'consent', 'referral')),
  since      INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, patient_id, clinic_id),
  CONSTRAINT patients_clinics_patient FOREIGN KEY (tenant_id, patient_id) REFERENCES patients_patients (tenant_id, id),
  CONSTRAINT patients_clinics_clinic FOREIGN KEY (tenant_id, clinic_id) REFERENCES org_clinics (tenant_id, id)
);
CREATE INDEX patients_clinics_clinic ON patients_clinics (tenant_id, clinic_id, patient_id);

-- What one may type to find a person, once per clinic that sees them: a search
-- is one range of this key.
CREATE TABLE patients_keys (
  tenant_id  TEXT NOT NULL,
  search_key TEXT NOT NULL,
  clinic_id  TEXT NOT NULL,
  patient_id TEXT NOT NULL,
  PRIMARY KEY (tenant_id, search_key, clinic_id, patient_id)
) WITHOUT ROWID;

-- The next record number of each clinic.
CREATE TABLE patients_counters (
  tenant_id TEXT NOT NULL,
  clinic_id TEXT NOT NULL,
  next      INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, clinic_id)
) WITHOUT ROWID;

-- The telephone numbers by which a person is reached. A number is no identity:
-- it may stand in many records.
CREATE TABLE patients_contacts (
  tenant_id    TEXT NOT NULL,
  id           TEXT NOT NULL,
  patient_id   TEXT NOT NULL,
  label        TEXT NOT NULL CONSTRAINT patients_contacts_label CHECK (label IN ('mobile', 'home', 'work', 'other')),
  whose        TEXT NOT NULL,
  phone_sealed TEXT NOT NULL,
  phone_mac    TEXT NOT NULL,
  is_default   BOOLEAN NOT NULL,
  note         TEXT NOT NULL,
  created_at   INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT patients_contacts_patient FOREIGN KEY (tenant_id, patient_id) REFERENCES patients_patients (tenant_id, id)
);
CREATE UNIQUE INDEX patients_contacts_number ON patients_contacts (tenant_id, patient_id, phone_mac);
CREATE UNIQUE INDEX patients_contacts_default ON patients_contacts (tenant_id, patient_id) WHERE is_default;
CREATE INDEX patients_contacts_phone ON patients_contacts (tenant_id, phone_mac);

-- Where people came from: the group's own entries, and built-in ones it put away.
CREATE TABLE patients_sources (
  tenant_id  TEXT NOT NULL,
  source_key TEXT NOT NULL,
  name       TEXT NOT NULL,
  archived   BOOLEAN NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, source_key)
) WITHOUT ROWID;
