-- A treatment plan. Plans of one set are alternatives: accepted_at, once set, is
-- never taken back, and one plan of a set has it.
CREATE TABLE plans_plans (
  tenant_id      TEXT NOT NULL,
  id             TEXT NOT NULL,
  clinic_id      TEXT NOT NULL,
  set_id         TEXT NOT NULL,
  patient_id     TEXT NOT NULL,
  kind           TEXT NOT NULL CONSTRAINT plans_plans_kind CHECK (kind IN ('general', 'contract', 'direct')),
  state          TEXT NOT NULL CONSTRAINT plans_plans_state CHECK (state IN ('draft', 'presented', 'accepted', 'declined', 'completed', 'ended')),
  title          TEXT NOT NULL,
  doctor_id      TEXT,
  coordinator_id TEXT,
  note           TEXT NOT NULL,
  offer          TEXT NOT NULL,
  list_amount    INTEGER NOT NULL,
  gross_amount   INTEGER NOT NULL,
  given_amount   INTEGER NOT NULL,
  amount         INTEGER NOT NULL CONSTRAINT plans_plans_amount CHECK (amount >= 0),
  price_day      TEXT NOT NULL,
  covered        INTEGER NOT NULL,
  revision       INTEGER NOT NULL,
  created_at     INTEGER NOT NULL,
  created_by     TEXT,
  presented_at   INTEGER,
  accepted_at    INTEGER,
  accepted_by    TEXT,
  ended_at       INTEGER,
  end_reason     TEXT,
  end_note       TEXT NOT NULL,
  version        INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT plans_plans_agreed CHECK ((accepted_at IS NOT NULL) = (state IN ('accepted', 'completed', 'ended')))
) WITHOUT ROWID;
CREATE UNIQUE INDEX plans_plans_one_of_a_set ON plans_plans (tenant_id, set_id) WHERE accepted_at IS NOT NULL;
CREATE INDEX plans_plans_set ON plans_plans (tenant_id, set_id);
CREATE INDEX plans_plans_patient ON plans_plans (tenant_id, patient_id, created_at, id);
CREATE INDEX plans_plans_doctor ON plans_plans (tenant_id, doctor_id, state, created_at, id);

CREATE TABLE plans_items (
  tenant_id    TEXT NOT NULL,
  id           TEXT NOT NULL,
  clinic_id    TEXT NOT NULL,
  plan_id      TEXT NOT NULL,
  position     INTEGER NOT NULL,
  catalog_id   TEXT NOT NULL,
  code         TEXT NOT NULL,
  name_zh      TEXT NOT NULL,
  name_en      TEXT NOT NULL,
  class        TEXT NOT NULL,
  unit         TEXT NOT NULL,
  teeth        TEXT NOT NULL,
  insured      BOOLEAN NOT NULL,
  discountable BOOLEAN NOT NULL,
  site         TEXT NOT NULL,
  quantity     INTEGER NOT NULL CONSTRAINT plans_items_quantity CHECK (quantity > 0),
  sessions     INTEGER NOT NULL,
  shares       TEXT NOT NULL,
  list_price   INTEGER NOT NULL,
  price        INTEGER NOT NULL,
  discount     TEXT NOT NULL,
  note         TEXT NOT NULL,
  list_amount  INTEGER NOT NULL,
  gross_amount INTEGER NOT NULL,
  member_off   INTEGER NOT NULL,
  line_off     INTEGER NOT NULL,
  plan_off     INTEGER NOT NULL,
  coupon_off   INTEGER NOT NULL,
  round_off    INTEGER NOT NULL,
  amount       INTEGER NOT NULL CONSTRAINT plans_items_amount CHECK (amount >= 0),
  dropped_at   INTEGER,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT plans_items_sum CHECK (amount = gross_amount - member_off - line_off - plan_off - coupon_off - round_off),
  CONSTRAINT plans_items_plan FOREIGN KEY (tenant_id, plan_id) REFERENCES plans_plans (tenant_id, id)
) WITHOUT ROWID;
CREATE INDEX plans_items_plan_position ON plans_items (tenant_id, plan_id, position);

-- That steps of an item were done. Never deleted; undone_at says that it does
-- not count any more.
CREATE TABLE plans_executions (
  tenant_id    TEXT NOT NULL,
  id           TEXT NOT NULL,
  clinic_id    TEXT NOT NULL,
  plan_id      TEXT NOT NULL,
  item_id      TEXT NOT NULL,
  patient_id   TEXT NOT NULL,
  visit_id     TEXT,
  doctor_id    TEXT,
  assistant_id TEXT,
  day          TEXT NOT NULL,
  at           INTEGER NOT NULL,
  by_id        TEXT,
  quantity     INTEGER NOT NULL,
  list_amount  INTEGER NOT NULL,
  amount       INTEGER NOT NULL CONSTRAINT plans_executions_amount CHECK (amount >= 0),
  note         TEXT NOT NULL,
  undone_at    INTEGER,
  undone_by    TEXT,
  undo_reason  TEXT,
  undo_note    TEXT NOT NULL,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT plans_executions_item FOREIGN KEY (tenant_id, item_id) REFERENCES plans_items (tenant_id, id)
) WITHOUT ROWID;
CREATE INDEX plans_executions_plan ON plans_executions (tenant_id, plan_id, at, id);
CREATE INDEX plans_executions_visit ON plans_executions (tenant_id, visit_id) WHERE visit_id IS NOT NULL;
CREATE INDEX plans_executions_patient ON plans_executions (tenant_id, patient_id, day);
CREATE INDEX plans_executions_day ON plans_executions (tenant_id, clinic_id, day);

-- What of an accepted item is executed at once. execution_id holds it; a step
-- that a change of the plan replaced is void.
CREATE TABLE plans_steps (
  tenant_id    TEXT NOT NULL,
  id           TEXT NOT NULL,
  clinic_id    TEXT NOT NULL,
  plan_id      TEXT NOT NULL,
  item_id      TEXT NOT NULL,
  kind         TEXT NOT NULL,
  unit         INTEGER NOT NULL,
  number       INTEGER NOT NULL,
  site         TEXT NOT NULL,
  list_amount  INTEGER NOT NULL,
  amount       INTEGER NOT NULL CONSTRAINT plans_steps_amount CHECK (amount >= 0),
  void         BOOLEAN NOT NULL,
  execution_id TEXT,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT plans_steps_void CHECK (NOT void OR execution_id IS NULL),
  CONSTRAINT plans_steps_item FOREIGN KEY (tenant_id, item_id) REFERENCES plans_items (tenant_id, id),
  CONSTRAINT plans_steps_execution FOREIGN KEY (tenant_id, execution_id) REFERENCES plans_executions (tenant_id, id)
) WITHOUT ROWID;
CREATE INDEX plans_steps_plan ON plans_steps (tenant_id, plan_id, item_id, number);
CREATE INDEX plans_steps_of_execution ON plans_steps (tenant_id, execution_id) WHERE execution_id IS NOT NULL;

-- Other versions of accepted plans: what was asked for, and what came of it.
CREATE TABLE plans_changes (
  tenant_id   TEXT NOT NULL,
  id          TEXT NOT NULL,
  clinic_id   TEXT NOT NULL,
  plan_id     TEXT NOT NULL,
  state       TEXT NOT NULL CONSTRAINT plans_changes_state CHECK (state IN ('waiting', 'approved', 'refused', 'withdrawn')),
  before      TEXT NOT NULL,
  after       TEXT NOT NULL,
  why         TEXT NOT NULL,
  amount      INTEGER NOT NULL,
  asked_at    INTEGER NOT NULL,
  asked_by    TEXT,
  settled_at  INTEGER,
  settled_by  TEXT,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT plans_changes_plan FOREIGN KEY (tenant_id, plan_id) REFERENCES plans_plans (tenant_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX plans_changes_waiting ON plans_changes (tenant_id, plan_id) WHERE state = 'waiting';
CREATE INDEX plans_changes_of_plan ON plans_changes (tenant_id, plan_id, asked_at);

-- What was agreed stays: an item or a step of an accepted plan is not deleted,
-- an execution never.
CREATE TRIGGER plans_executions_kept BEFORE DELETE ON plans_executions
BEGIN SELECT RAISE(ABORT, 'plans_executions_kept'); END;
CREATE TRIGGER plans_steps_kept BEFORE DELETE ON plans_steps
BEGIN SELECT RAISE(ABORT, 'plans_steps_kept'); END;
CREATE TRIGGER plans_plans_kept BEFORE DELETE ON plans_plans
BEGIN SELECT RAISE(ABORT, 'plans_plans_kept'); END;
CREATE TRIGGER plans_executions_fixed BEFORE UPDATE ON plans_executions
WHEN OLD.amount <> NEW.amount OR OLD.list_amount <> NEW.list_amount OR OLD.item_id <> NEW.item_id OR OLD.quantity <> NEW.quantity OR (OLD.undone_at IS NOT NULL AND NEW.undone_at IS NULL)
BEGIN SELECT RAISE(ABORT, 'plans_executions_fixed'); END;
CREATE TRIGGER plans_steps_fixed BEFORE UPDATE ON plans_steps
WHEN OLD.amount <> NEW.amount OR OLD.list_amount <> NEW.list_amount OR OLD.item_id <> NEW.item_id
BEGIN SELECT RAISE(ABORT, 'plans_steps_fixed'); END;
