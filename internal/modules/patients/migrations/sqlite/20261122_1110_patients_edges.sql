-- People who belong together; a person is in one household at most
-- (patients_patients.household_id).
CREATE TABLE patients_households (
  tenant_id  TEXT NOT NULL,
  id         TEXT NOT NULL,
  name       TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, id)
);

-- Who stands beside a person, one row per edge: a guardian, a payer, somebody
-- to talk to. The other one may be in the records (person_patient_id) or not.
CREATE TABLE patients_relations (
  tenant_id         TEXT NOT NULL,
  id                TEXT NOT NULL,
  patient_id        TEXT NOT NULL,
  kind              TEXT NOT NULL CONSTRAINT patients_relations_kind CHECK (kind IN ('guardian', 'payer', 'contact')),
  relation          TEXT NOT NULL,
  person_patient_id TEXT,
  name              TEXT NOT NULL,
  phone_sealed      TEXT,
  note              TEXT NOT NULL,
  from_day          TEXT NOT NULL,
  to_day            TEXT,
  end_reason        TEXT NOT NULL,
  created_at        INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT patients_relations_other CHECK (person_patient_id IS NULL OR person_patient_id <> patient_id),
  CONSTRAINT patients_relations_days CHECK (to_day IS NULL OR to_day >= from_day),
  CONSTRAINT patients_relations_patient FOREIGN KEY (tenant_id, patient_id) REFERENCES patients_patients (tenant_id, id),
  CONSTRAINT patients_relations_person FOREIGN KEY (tenant_id, person_patient_id) REFERENCES patients_patients (tenant_id, id)
);
CREATE INDEX patients_relations_of ON patients_relations (tenant_id, patient_id);
CREATE INDEX patients_relations_back ON patients_relations (tenant_id, person_patient_id) WHERE person_patient_id IS NOT NULL;

-- Who of the staff cares for a person; one at a time in each part.
CREATE TABLE patients_care_team (
  tenant_id  TEXT NOT NULL,
  id         TEXT NOT NULL,
  patient_id TEXT NOT NULL,
  part       TEXT NOT NULL CONSTRAINT patients_care_team_part CHECK (part IN ('doctor', 'assistant', 'coordinator', 'follow_up')),
  staff_id   TEXT NOT NULL,
  from_at    INTEGER NOT NULL,
  to_at      INTEGER,
  reason     TEXT NOT NULL,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT patients_care_team_span CHECK (to_at IS NULL OR to_at >= from_at),
  CONSTRAINT patients_care_team_patient FOREIGN KEY (tenant_id, patient_id) REFERENCES patients_patients (tenant_id, id)
);
CREATE UNIQUE INDEX patients_care_team_now ON patients_care_team (tenant_id, patient_id, part) WHERE to_at IS NULL;
CREATE INDEX patients_care_team_of ON patients_care_team (tenant_id, patient_id);
CREATE INDEX patients_care_team_staff ON patients_care_team (tenant_id, staff_id, part) WHERE to_at IS NULL;

-- Days to think of: month and day, of the lunar calendar where lunar says so.
CREATE TABLE patients_days (
  tenant_id  TEXT NOT NULL,
  id         TEXT NOT NULL,
  patient_id TEXT NOT NULL,
  kind       TEXT NOT NULL CONSTRAINT patients_days_kind CHECK (kind IN ('birthday', 'wedding', 'other')),
  label      TEXT NOT NULL,
  year       INTEGER,
  month      INTEGER NOT NULL CONSTRAINT patients_days_month CHECK (month BETWEEN 1 AND 12),
  day        INTEGER NOT NULL CONSTRAINT patients_days_day CHECK (day BETWEEN 1 AND 31),
  lunar      BOOLEAN NOT NULL,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT patients_days_patient FOREIGN KEY (tenant_id, patient_id) REFERENCES patients_patients (tenant_id, id)
);
CREATE INDEX patients_days_of ON patients_days (tenant_id, patient_id);
CREATE INDEX patients_days_when ON patients_days (tenant_id, month, day);

-- Allergies, diseases, medicines: never deleted, only ended with a reason.
CREATE TABLE patients_alerts (
  tenant_id  TEXT NOT NULL,
  id         TEXT NOT NULL,
  patient_id TEXT NOT NULL,
  kind       TEXT NOT NULL CONSTRAINT patients_alerts_kind CHECK (kind IN ('allergy', 'disease', 'medicine')),
  text       TEXT NOT NULL,
  severe     BOOLEAN NOT NULL,
  noted_at   INTEGER NOT NULL,
  noted_by   TEXT,
  ended_at   INTEGER,
  ended_by   TEXT,
  end_reason TEXT NOT NULL,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT patients_alerts_ended CHECK (ended_at IS NULL OR end_reason <> ''),
  CONSTRAINT patients_alerts_patient FOREIGN KEY (tenant_id, patient_id) REFERENCES patients_patients (tenant_id, id)
);
CREATE INDEX patients_alerts_of ON patients_alerts (tenant_id, patient_id);
CREATE TRIGGER patients_alerts_delete BEFORE DELETE ON patients_alerts
BEGIN SELECT RAISE(ABORT, 'patients_alerts_kept'); END;

-- Labels that the group hangs on people by hand.
CREATE TABLE patients_tags (
  tenant_id  TEXT NOT NULL,
  id         TEXT NOT NULL,
  name       TEXT NOT NULL,
  colour     TEXT NOT NULL,
  archived   BOOLEAN NOT NULL,
  created_at INTEGER NOT NULL,
  version    INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX patients_tags_name ON patients_tags (tenant_id, name);

CREATE TABLE patients_tagged (
  tenant_id  TEXT NOT NULL,
  patient_id TEXT NOT NULL,
  tag_id     TEXT NOT NULL,
  at         INTEGER NOT NULL,
  by_staff   TEXT,
  PRIMARY KEY (tenant_id, patient_id, tag_id),
  CONSTRAINT patients_tagged_patient FOREIGN KEY (tenant_id, patient_id) REFERENCES patients_patients (tenant_id, id),
  CONSTRAINT patients_tagged_tag FOREIGN KEY (tenant_id, tag_id) REFERENCES patients_tags (tenant_id, id)
);
CREATE INDEX patients_tagged_tag ON patients_tagged (tenant_id, tag_id);

-- What a person, or the guardian for them, has allowed or withdrawn: events.
CREATE TABLE patients_consents (
  tenant_id   TEXT NOT NULL,
  id          TEXT NOT NULL,
  patient_id  TEXT NOT NULL,
  purpose     TEXT NOT NULL CONSTRAINT patients_consents_purpose CHECK (purpose IN ('treatment', 'marketing', 'photos', 'sharing')),
  given       BOOLEAN NOT NULL,
  by_whom     TEXT NOT NULL CONSTRAINT patients_consents_by CHECK (by_whom IN ('self', 'guardian')),
  relation_id TEXT,
  means       TEXT NOT NULL CONSTRAINT patients_consents_means CHECK (means IN ('paper', 'screen', 'app', 'verbal')),
  at          INTEGER NOT NULL,
  staff_id    TEXT,
  note        TEXT NOT NULL,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT patients_consents_guardian CHECK ((by_whom = 'guardian') = (relation_id IS NOT NULL)),
  CONSTRAINT patients_consents_patient FOREIGN KEY (tenant_id, patient_id) REFERENCES patients_patients (tenant_id, id),
  CONSTRAINT patients_consents_relation FOREIGN KEY (tenant_id, relation_id) REFERENCES patients_relations (tenant_id, id)
);
CREATE INDEX patients_consents_of ON patients_consents (tenant_id, patient_id, at);
CREATE TRIGGER patients_consents_update BEFORE UPDATE ON patients_consents
BEGIN SELECT RAISE(ABORT, 'patients_consents_append_only'); END;
CREATE TRIGGER patients_consents_delete BEFORE DELETE ON patients_consents
BEGIN SELECT RAISE(ABORT, 'patients_consents_append_only'); END;
