-- What somebody may not do without another's word. One of a kind waits about a
-- subject at a time.
CREATE TABLE tasks_approvals (
  tenant_id  UUID NOT NULL,
  id         UUID NOT NULL,
  clinic_id  UUID NOT NULL,
  kind       TEXT COLLATE "C" NOT NULL,
  subject_id UUID NOT NULL,
  patient_id UUID,
  why        TEXT NOT NULL,
  args       TEXT NOT NULL,
  amount     BIGINT NOT NULL,
  state      TEXT NOT NULL CONSTRAINT tasks_approvals_state CHECK (state IN ('waiting', 'approved', 'refused', 'withdrawn')),
  asked_by   UUID,
  asked_at   BIGINT NOT NULL,
  decided_by UUID,
  decided_at BIGINT,
  note       TEXT NOT NULL,
  version    BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT tasks_approvals_decided CHECK ((state = 'waiting') = (decided_at IS NULL)),
  CONSTRAINT tasks_approvals_not_own CHECK (state NOT IN ('approved', 'refused') OR asked_by IS NULL OR decided_by <> asked_by)
);
CREATE UNIQUE INDEX tasks_approvals_waiting ON tasks_approvals (tenant_id, kind, subject_id) WHERE state = 'waiting';
CREATE INDEX tasks_approvals_clinic ON tasks_approvals (tenant_id, clinic_id, state, asked_at, id);
CREATE INDEX tasks_approvals_asked ON tasks_approvals (tenant_id, asked_by, asked_at, id);
CREATE INDEX tasks_approvals_patient ON tasks_approvals (tenant_id, patient_id) WHERE patient_id IS NOT NULL;
