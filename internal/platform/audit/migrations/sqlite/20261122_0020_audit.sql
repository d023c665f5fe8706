-- of_clinic is not called clinic_id: many rows belong to the group, and must be
-- written by people who see one clinic only.
CREATE TABLE audit_entries (
  tenant_id    TEXT NOT NULL,
  id           TEXT NOT NULL,
  at           INTEGER NOT NULL,
  kind         TEXT NOT NULL,
  action       TEXT NOT NULL,
  actor_id     TEXT,
  request_id   TEXT NOT NULL,
  subject_kind TEXT NOT NULL,
  subject_id   TEXT NOT NULL,
  patient_id   TEXT,
  of_clinic    TEXT,
  body         TEXT,
  body_under   TEXT NOT NULL,
  seq          INTEGER,
  hash         TEXT,
  sealed_at    INTEGER,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT audit_entries_kind CHECK (kind IN ('change', 'read')),
  CONSTRAINT audit_entries_body CHECK (body_under IN ('none', 'vault', 'patient', 'erased')),
  CONSTRAINT audit_entries_sealed CHECK ((seq IS NULL) = (hash IS NULL) AND (seq IS NULL) = (sealed_at IS NULL))
);
CREATE INDEX audit_entries_at ON audit_entries (tenant_id, at, id);
CREATE INDEX audit_entries_patient ON audit_entries (tenant_id, patient_id, at) WHERE patient_id IS NOT NULL;
CREATE INDEX audit_entries_open ON audit_entries (tenant_id, at, id) WHERE seq IS NULL;
CREATE UNIQUE INDEX audit_entries_seq ON audit_entries (tenant_id, seq) WHERE seq IS NOT NULL;

-- The head of each group's chain.
CREATE TABLE audit_chains (
  tenant_id TEXT NOT NULL PRIMARY KEY,
  seq       INTEGER NOT NULL,
  hash      TEXT NOT NULL,
  sealed_at INTEGER NOT NULL
);

CREATE TRIGGER audit_entries_insert BEFORE INSERT ON audit_entries
WHEN NEW.seq IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'audit_append_only'); END;

CREATE TRIGGER audit_entries_update BEFORE UPDATE ON audit_entries
WHEN OLD.seq IS NOT NULL OR NEW.seq IS NULL
  OR NEW.tenant_id IS NOT OLD.tenant_id OR NEW.id IS NOT OLD.id OR NEW.at IS NOT OLD.at
  OR NEW.kind IS NOT OLD.kind OR NEW.action IS NOT OLD.action OR NEW.actor_id IS NOT OLD.actor_id
  OR NEW.request_id IS NOT OLD.request_id OR NEW.subject_kind IS NOT OLD.subject_kind
  OR NEW.subject_id IS NOT OLD.subject_id OR NEW.patient_id IS NOT OLD.patient_id
  OR NEW.of_clinic IS NOT OLD.of_clinic OR NEW.body IS NOT OLD.body OR NEW.body_under IS NOT OLD.body_under
BEGIN SELECT RAISE(ABORT, 'audit_append_only'); END;

CREATE TRIGGER audit_entries_delete BEFORE DELETE ON audit_entries
BEGIN SELECT RAISE(ABORT, 'audit_append_only'); END;

CREATE TRIGGER audit_chains_update BEFORE UPDATE ON audit_chains
WHEN NEW.tenant_id IS NOT OLD.tenant_id OR NEW.seq <= OLD.seq
BEGIN SELECT RAISE(ABORT, 'audit_append_only'); END;

CREATE TRIGGER audit_chains_delete BEFORE DELETE ON audit_chains
BEGIN SELECT RAISE(ABORT, 'audit_append_only'); END;
