-- of_clinic is not called clinic_id: many rows belong to the group, and must be
-- written by people who see one clinic only.
CREATE TABLE audit_entries (
  tenant_id    UUID NOT NULL,
  id           UUID NOT NULL,
  at           BIGINT NOT NULL,
  kind         TEXT NOT NULL,
  action       TEXT COLLATE "C" NOT NULL,
  actor_id     UUID,
  request_id   TEXT NOT NULL,
  subject_kind TEXT NOT NULL,
  subject_id   TEXT NOT NULL,
  patient_id   UUID,
  of_clinic    UUID,
  body         TEXT,
  body_under   TEXT NOT NULL,
  seq          BIGINT,
  hash         TEXT,
  sealed_at    BIGINT,
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
  tenant_id UUID NOT NULL PRIMARY KEY,
  seq       BIGINT NOT NULL,
  hash      TEXT NOT NULL,
  sealed_at BIGINT NOT NULL
);

CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'audit_append_only'; END $$;

CREATE TRIGGER audit_entries_insert BEFORE INSERT ON audit_entries FOR EACH ROW
WHEN (NEW.seq IS NOT NULL) EXECUTE FUNCTION audit_refuse();

CREATE TRIGGER audit_entries_update BEFORE UPDATE ON audit_entries FOR EACH ROW
WHEN (OLD.seq IS NOT NULL OR NEW.seq IS NULL
  OR to_jsonb(NEW.*) - 'seq' - 'hash' - 'sealed_at' IS DISTINCT FROM to_jsonb(OLD.*) - 'seq' - 'hash' - 'sealed_at')
EXECUTE FUNCTION audit_refuse();

CREATE TRIGGER audit_entries_delete BEFORE DELETE ON audit_entries FOR EACH ROW EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_entries_truncate BEFORE TRUNCATE ON audit_entries EXECUTE FUNCTION audit_refuse();

CREATE TRIGGER audit_chains_update BEFORE UPDATE ON audit_chains FOR EACH ROW
WHEN (NEW.tenant_id <> OLD.tenant_id OR NEW.seq <= OLD.seq) EXECUTE FUNCTION audit_refuse();

CREATE TRIGGER audit_chains_delete BEFORE DELETE ON audit_chains FOR EACH ROW EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_chains_truncate BEFORE TRUNCATE ON audit_chains EXECUTE FUNCTION audit_refuse();
