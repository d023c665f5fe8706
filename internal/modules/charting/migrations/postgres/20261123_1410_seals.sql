-- Records as they were frozen: blob is the file that holds everything, contents
-- the hash of the list of what it holds. Only ever added; a merge of two records
-- alone may name another patient.
CREATE TABLE charting_seals (
  tenant_id  UUID NOT NULL,
  id         UUID NOT NULL,
  clinic_id  UUID NOT NULL,
  patient_id UUID NOT NULL,
  reason     TEXT NOT NULL,
  present    TEXT NOT NULL,
  sealed_at  BIGINT NOT NULL,
  sealed_by  UUID,
  files      INTEGER NOT NULL,
  size       BIGINT NOT NULL,
  contents   TEXT COLLATE "C" NOT NULL,
  blob       TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT charting_seals_patient FOREIGN KEY (tenant_id, patient_id) REFERENCES patients_patients (tenant_id, id),
  CONSTRAINT charting_seals_clinic FOREIGN KEY (tenant_id, clinic_id) REFERENCES org_clinics (tenant_id, id)
);
CREATE INDEX charting_seals_of ON charting_seals (tenant_id, patient_id, sealed_at);

-- What was done with a seal, in its order.
CREATE TABLE charting_seal_events (
  tenant_id UUID NOT NULL,
  seal_id   UUID NOT NULL,
  seq       INTEGER NOT NULL,
  step      TEXT COLLATE "C" NOT NULL CONSTRAINT charting_seal_events_step CHECK (step IN ('sealed', 'checked', 'unsealed')),
  at        BIGINT NOT NULL,
  actor_id  UUID,
  reason    TEXT NOT NULL,
  present   TEXT NOT NULL,
  intact    BOOLEAN NOT NULL,
  PRIMARY KEY (tenant_id, seal_id, seq),
  CONSTRAINT charting_seal_events_seal FOREIGN KEY (tenant_id, seal_id) REFERENCES charting_seals (tenant_id, id)
);
-- A seal is broken once.
CREATE UNIQUE INDEX charting_seal_events_opened ON charting_seal_events (tenant_id, seal_id) WHERE step = 'unsealed';

CREATE FUNCTION charting_seals_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'charting_seals_append_only'; END $$;
CREATE TRIGGER charting_seals_update BEFORE UPDATE OF tenant_id, id, clinic_id, reason, present, sealed_at, sealed_by, files, size, contents, blob ON charting_seals
FOR EACH ROW EXECUTE FUNCTION charting_seals_refuse();
CREATE TRIGGER charting_seals_delete BEFORE DELETE ON charting_seals
FOR EACH ROW EXECUTE FUNCTION charting_seals_refuse();
CREATE TRIGGER charting_seal_events_update BEFORE UPDATE ON charting_seal_events
FOR EACH ROW EXECUTE FUNCTION charting_seals_refuse();
CREATE TRIGGER charting_seal_events_delete BEFORE DELETE ON charting_seal_events
FOR EACH ROW EXECUTE FUNCTION charting_seals_refuse();
