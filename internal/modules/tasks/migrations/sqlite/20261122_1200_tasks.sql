-- What somebody of a clinic still has to do. wake_at is when the task climbs the
-- next rung of its ladder; NULL = never again.
CREATE TABLE tasks_tasks (
  tenant_id     TEXT NOT NULL,
  id            TEXT NOT NULL,
  clinic_id     TEXT NOT NULL,
  kind          TEXT NOT NULL,
  state         TEXT NOT NULL CONSTRAINT tasks_tasks_state CHECK (state IN ('open', 'done', 'cancelled')),
  title_key     TEXT NOT NULL,
  title_args    TEXT NOT NULL,
  patient_id    TEXT,
  subject_id    TEXT,
  owner_id      TEXT,
  role          TEXT,
  escalated_to  TEXT,
  climbed       INTEGER NOT NULL DEFAULT 0,
  priority      INTEGER NOT NULL CONSTRAINT tasks_tasks_priority CHECK (priority BETWEEN 1 AND 3),
  due_at        INTEGER NOT NULL,
  wake_at       INTEGER,
  snoozed_until INTEGER NOT NULL DEFAULT 0,
  dedupe_key    TEXT,
  attempts      INTEGER NOT NULL DEFAULT 0,
  outcome       TEXT,
  note          TEXT NOT NULL,
  opened_at     INTEGER NOT NULL,
  opened_by     TEXT,
  closed_at     INTEGER,
  closed_by     TEXT,
  version       INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT tasks_tasks_whose CHECK ((owner_id IS NULL) <> (role IS NULL)),
  CONSTRAINT tasks_tasks_closed CHECK ((state = 'open') = (closed_at IS NULL))
) WITHOUT ROWID;
-- The promise: one open task per key.
CREATE UNIQUE INDEX tasks_tasks_dedupe ON tasks_tasks (tenant_id, dedupe_key) WHERE state = 'open';
CREATE INDEX tasks_tasks_clinic ON tasks_tasks (tenant_id, clinic_id, state, priority, due_at, id);
CREATE INDEX tasks_tasks_owner ON tasks_tasks (tenant_id, owner_id, state, priority, due_at, id);
CREATE INDEX tasks_tasks_wake ON tasks_tasks (tenant_id, wake_at) WHERE state = 'open' AND wake_at IS NOT NULL;
CREATE INDEX tasks_tasks_patient ON tasks_tasks (tenant_id, patient_id, due_at) WHERE patient_id IS NOT NULL;

-- The history of a task, appended only: how it stood after each step.
CREATE TABLE tasks_steps (
  tenant_id     TEXT NOT NULL,
  id            TEXT NOT NULL,
  clinic_id     TEXT NOT NULL,
  task_id       TEXT NOT NULL,
  at            INTEGER NOT NULL,
  actor_id      TEXT,
  what          TEXT NOT NULL,
  outcome       TEXT,
  owner_id      TEXT,
  role          TEXT,
  due_at        INTEGER NOT NULL,
  snoozed_until INTEGER NOT NULL,
  text          TEXT NOT NULL,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT tasks_steps_task FOREIGN KEY (tenant_id, task_id) REFERENCES tasks_tasks (tenant_id, id)
) WITHOUT ROWID;
CREATE INDEX tasks_steps_task_at ON tasks_steps (tenant_id, task_id, at, id);
