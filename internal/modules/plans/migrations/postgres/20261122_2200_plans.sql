-- A treatment plan. Plans of one set are alternatives: accepted_at, once set, is
-- never taken back, and one plan of a set has it.
CREATE TABLE plans_plans (
  tenant_id      UUID NOT NULL,
  id             UUID NOT NULL,
  clinic_id      UUID NOT NULL,
  set_id         UUID NOT NULL,
  patient_id     UUID NOT NULL,
  kind           TEXT NOT NULL CONSTRAINT plans_plans_kind CHECK (kind IN ('general', 'contract', 'direct')),
  state          TEXT NOT NULL CONSTRAINT plans_plans_state CHECK (state IN ('draft', 'presented', 'accepted', 'declined', 'completed', 'ended')),
  title          TEXT NOT NULL,
  doctor_id      UUID,
  coordinator_id UUID,
  note           TEXT NOT NULL,
  offer          TEXT NOT NULL,
  list_amount    BIGINT NOT NULL,
  gross_amount   BIGINT NOT NULL,
  given_amount   BIGINT NOT NULL,
  amount         BIGINT NOT NULL CONSTRAINT plans_plans_amount CHECK (amount >= 0),
  price_day      TEXT COLLATE "C" NOT NULL,
  covered        BIGINT NOT NULL,
  revision       BIGINT NOT NULL,
  created_at     BIGINT NOT NULL,
  created_by     UUID,
  presented_at   BIGINT,
  accepted_at    BIGINT,
  accepted_by    UUID,
  ended_at       BIGINT,
  end_reason     TEXT,
  end_note       TEXT NOT NULL,
  version        BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT plans_plans_agreed CHECK ((accepted_at IS NOT NULL) = (state IN ('accepted', 'completed', 'ended')))
);
CREATE UNIQUE INDEX plans_plans_one_of_a_set ON plans_plans (tenant_id, set_id) WHERE accepted_at IS NOT NULL;
CREATE INDEX plans_plans_set ON plans_plans (tenant_id, set_id);
CREATE INDEX plans_plans_patient ON plans_plans (tenant_id, patient_id, created_at, id);
CREATE INDEX plans_plans_doctor ON plans_plans (tenant_id, doctor_id, state, created_at, id);

CREATE TABLE plans_items (
  tenant_id    UUID NOT NULL,
  id           UUID NOT NULL,
  clinic_id    UUID NOT NULL,
  plan_id      UUID NOT NULL,
  position     BIGINT NOT NULL,
  catalog_id   UUID NOT NULL,
  code         TEXT COLLATE "C" NOT NULL,
  name_zh      TEXT NOT NULL,
  name_en      TEXT NOT NULL,
  class        TEXT NOT NULL,
  unit         TEXT NOT NULL,
  teeth        TEXT NOT NULL,
  insured      BOOLEAN NOT NULL,
  discountable BOOLEAN NOT NULL,
  site         TEXT NOT NULL,
  quantity     BIGINT NOT NULL CONSTRAINT plans_items_quantity CHECK (quantity > 0),
  sessions     BIGINT NOT NULL,
  shares       TEXT NOT NULL,
  list_price   BIGINT NOT NULL,
  price        BIGINT NOT NULL,
  discount     TEXT NOT NULL,
  note         TEXT NOT NULL,
  list_amount  BIGINT NOT NULL,
  gross_amount BIGINT NOT NULL,
  member_off   BIGINT NOT NULL,
  line_off     BIGINT NOT NULL,
  plan_off     BIGINT NOT NULL,
  coupon_off   BIGINT NOT NULL,
  round_off    BIGINT NOT NULL,
  amount       BIGINT NOT NULL CONSTRAINT plans_items_amount CHECK (amount >= 0),
  dropped_at   BIGINT,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT plans_items_sum CHECK (amount = gross_amount - member_off - line_off - plan_off - coupon_off - round_off),
  CONSTRAINT plans_items_plan FOREIGN KEY (tenant_id, plan_id) REFERENCES plans_plans (tenant_id, id)
);
CREATE INDEX plans_items_plan_position ON plans_items (tenant_id, plan_id, position);

-- That steps of an item were done. Never deleted; undone_at says that it does
-- not count any more.
CREATE TABLE plans_executions (
  tenant_id    UUID NOT NULL,
  id           UUID NOT NULL,
  clinic_id    UUID NOT NULL,
  plan_id      UUID NOT NULL,
  item_id      UUID NOT NULL,
  patient_id   UUID NOT NULL,
  visit_id     UUID,
  doctor_id    UUID,
  assistant_id UUID,
  day          TEXT COLLATE "C" NOT NULL,
  at           BIGINT NOT NULL,
  by_id        UUID,
  quantity     BIGINT NOT NULL,
  list_amount  BIGINT NOT NULL,
  amount       BIGINT NOT NULL CONSTRAINT plans_executions_amount CHECK (amount >= 0),
  note         TEXT NOT NULL,
  undone_at    BIGINT,
  undone_by    UUID,
  undo_reason  TEXT,
  undo_note    TEXT NOT NULL,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT plans_executions_item FOREIGN KEY (tenant_id, item_id) REFERENCES plans_items (tenant_id, id)
);
CREATE INDEX plans_executions_plan ON plans_executions (tenant_id, plan_id, at, id);
CREATE INDEX plans_executions_visit ON plans_executions (tenant_id, visit_id) WHERE visit_id IS NOT NULL;
CREATE INDEX plans_executions_patient ON plans_executions (tenant_id, patient_id, day);
CREATE INDEX plans_executions_day ON plans_executions (tenant_id, clinic_id, day);

-- What of an accepted item is executed at once. execution_id holds it; a step
-- that a change of the plan replaced is void.
CREATE TABLE plans_steps (
  tenant_id    UUID NOT NULL,
  id           UUID NOT NULL,
  clinic_id    UUID NOT NULL,
  plan_id      UUID NOT NULL,
  item_id      UUID NOT NULL,
  kind         TEXT NOT NULL,
  unit         BIGINT NOT NULL,
  number       BIGINT NOT NULL,
  site         TEXT NOT NULL,
  list_amount  BIGINT NOT NULL,
  amount       BIGINT NOT NULL CONSTRAINT plans_steps_amount CHECK (amount >= 0),
  void         BOOLEAN NOT NULL,
  execution_id UUID,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT plans_steps_void CHECK (NOT void OR execution_id IS NULL),
  CONSTRAINT plans_steps_item FOREIGN KEY (tenant_id, item_id) REFERENCES plans_items (tenant_id, id),
  CONSTRAINT plans_steps_execution FOREIGN KEY (tenant_id, execution_id) REFERENCES plans_executions (tenant_id, id)
);
CREATE INDEX plans_steps_plan ON plans_steps (tenant_id, plan_id, item_id, number);
CREATE INDEX plans_steps_of_execution ON plans_steps (tenant_id, execution_id) WHERE execution_id IS NOT NULL;

-- Other versions of accepted plans: what was asked for, and what came of it.
CREATE TABLE plans_changes (
  tenant_id   UUID NOT NULL,
  id          UUID NOT NULL,
  clinic_id   UUID NOT NULL,
  plan_id     UUID NOT NULL,
  state       TEXT NOT NULL CONSTRAINT plans_changes_state CHECK (state IN ('waiting', 'approved', 'refused', 'withdrawn')),
  before      TEXT NOT NULL,
  after       TEXT NOT NULL,
  why         TEXT NOT NULL,
  amount      BIGINT NOT NULL,
  asked_at    BIGINT NOT NULL,
  asked_by    UUID,
  settled_at  BIGINT,
  settled_by  UUID,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT plans_changes_plan FOREIGN KEY (tenant_id, plan_id) REFERENCES plans_plans (tenant_id, id)
);
CREATE UNIQUE INDEX plans_changes_waiting ON plans_changes (tenant_id, plan_id) WHERE state = 'waiting';
CREATE INDEX plans_changes_of_plan ON plans_changes (tenant_id, plan_id, asked_at);

-- What was agreed stays: an item or a step of an accepted plan is not deleted,
-- an execution never.
CREATE FUNCTION plans_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '%', TG_ARGV[0]; END $$;
CREATE TRIGGER plans_executions_kept BEFORE DELETE ON plans_executions FOR EACH ROW EXECUTE FUNCTION plans_refuse('plans_executions_kept');
CREATE TRIGGER plans_steps_kept BEFORE DELETE ON plans_steps FOR EACH ROW EXECUTE FUNCTION plans_refuse('plans_steps_kept');
CREATE TRIGGER plans_plans_kept BEFORE DELETE ON plans_plans FOR EACH ROW EXECUTE FUNCTION plans_refuse('plans_plans_kept');
CREATE TRIGGER plans_executions_fixed BEFORE UPDATE ON plans_executions FOR EACH ROW
  WHEN (OLD.amount <> NEW.amount OR OLD.list_amount <> NEW.list_amount OR OLD.item_id <> NEW.item_id OR OLD.quantity <> NEW.quantity OR OLD.undone_at IS NOT NULL AND NEW.undone_at IS NULL)
  EXECUTE FUNCTION plans_refuse('plans_executions_fixed');
CREATE TRIGGER plans_steps_fixed BEFORE UPDATE ON plans_steps FOR EACH ROW
  WHEN (OLD.amount <> NEW.amount OR OLD.list_amount <> NEW.list_amount OR OLD.item_id <> NEW.item_id)
  EXECUTE FUNCTION plans_refuse('plans_steps_fixed');
