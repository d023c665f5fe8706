-- What somebody of a clinic still has to do. wake_at is when the task climbs the
-- next rung of its ladder; NULL = never again.
CREATE TABLE tasks_tasks (
  tenant_id     UUID NOT NULL,
  id            UUID NOT NULL,
  clinic_id     UUID NOT NULL,
  kind          TEXT COLLATE "C" NOT NULL,
  state         TEXT NOT NULL CONSTRAINT tasks_tasks_state CHECK (state IN ('open', 'done', 'cancelled')),
  title_key     TEXT NOT NULL,
  title_args    TEXT NOT NULL,
  patient_id    UUID,
  subject_id    UUID,
  owner_id      UUID,
  role          TEXT COLLATE "C",
  escalated_to  TEXT COLLATE "C",
  climbed       BIGINT NOT NULL DEFAULT 0,
  priority      BIGINT NOT NULL CONSTRAINT tasks_tasks_priority CHECK (priority BETWEEN 1 AND 3),
  due_at        BIGINT NOT NULL,
  wake_at       BIGINT,
  snoozed_until BIGINT NOT NULL DEFAULT 0,
  dedupe_key    TEXT COLLATE "C",
  attempts      BIGINT NOT NULL DEFAULT 0,
  outcome       TEXT,
  note          TEXT NOT NULL,
  opened_at     BIGINT NOT NULL,
  opened_by     UUID,
  closed_at     BIGINT,
  closed_by     UUID,
  version       BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT tasks_tasks_whose CHECK ((owner_id IS NULL) <> (role IS NULL)),
  CONSTRAINT tasks_tasks_closed CHECK ((state = 'open') = (closed_at IS NULL))
);
-- The promise: one open task per key.
CREATE UNIQUE INDEX tasks_tasks_dedupe ON tasks_tasks (tenant_id, dedupe_key) WHERE state = 'open';
CREATE INDEX tasks_tasks_clinic ON tasks_tasks (tenant_id, clinic_id, state, priority, due_at, id);
CREATE INDEX tasks_tasks_owner ON tasks_tasks (tenant_id, owner_id, state, priority, due_at, id);
CREATE INDEX tasks_tasks_wake ON tasks_tasks (tenant_id, wake_at) WHERE state = 'open' AND wake_at IS NOT NULL;
CREATE INDEX tasks_tasks_patient ON tasks_tasks (tenant_id, patient_id, due_at) WHERE patient_id IS NOT NULL;

-- The history of a task, appended only: how it stood after each step.
CREATE TABLE tasks_steps (
  tenant_id     UUID NOT NULL,
  id            UUID NOT NULL,
  clinic_id     UUID NOT NULL,
  task_id       UUID NOT NULL,
  at            BIGINT NOT NULL,
  actor_id      UUID,
  what          TEXT NOT NULL,
  outcome       TEXT,
  owner_id      UUID,
  role          TEXT COLLATE "C",
  due_at        BIGINT NOT NULL,
  snoozed_until BIGINT NOT NULL,
  text          TEXT NOT NULL,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT tasks_steps_task FOREIGN KEY (tenant_id, task_id) REFERENCES tasks_tasks (tenant_id, id)
);
CREATE INDEX tasks_steps_task_at ON tasks_steps (tenant_id, task_id, at, id);
