-- What somebody may not do without another's word. One of a kind waits about a
-- subject at a time.
CREATE TABLE tasks_approvals (
  tenant_id  TEXT NOT NULL,
  id         TEXT NOT NULL,
  clinic_id  TEXT NOT NULL,
  kind       TEXT NOT NULL,
  subject_id TEXT NOT NULL,
  patient_id TEXT,
  why        TEXT NOT NULL,
  args       TEXT NOT NULL,
  amount     INTEGER NOT NULL,
  state      TEXT NOT NULL CONSTRAINT tasks_approvals_state CHECK (state IN ('waiting', 'approved', 'refused', 'withdrawn')),
  asked_by   TEXT,
  asked_at   INTEGER NOT NULL,
  decided_by TEXT,
  decided_at INTEGER,
  note       TEXT NOT NULL,
  version    INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT tasks_approvals_decided CHECK ((state = 'waiting') = (decided_at IS NULL)),
  CONSTRAINT tasks_approvals_not_own CHECK (state NOT IN ('approved', 'refused') OR asked_by IS NULL OR decided_by <> asked_by)
) WITHOUT ROWID;
CREATE UNIQUE INDEX tasks_approvals_waiting ON tasks_approvals (tenant_id, kind, subject_id) WHERE state = 'waiting';
CREATE INDEX tasks_approvals_clinic ON tasks_approvals (tenant_id, clinic_id, state, asked_at, id);
CREATE INDEX tasks_approvals_asked ON tasks_approvals (tenant_id, asked_by, asked_at, id);
CREATE INDEX tasks_approvals_patient ON tasks_approvals (tenant_id, patient_id) WHERE patient_id IS NOT NULL;
