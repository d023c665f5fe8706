-- A way to look after somebody. number is the version that is in force; draft is
-- what is being written, "" = nothing.
CREATE TABLE followup_protocols (
  tenant_id TEXT NOT NULL,
  protocol  TEXT NOT NULL,
  position  INTEGER NOT NULL,
  active    BOOLEAN NOT NULL,
  number    INTEGER NOT NULL CONSTRAINT followup_protocols_number CHECK (number >= 1),
  draft     TEXT NOT NULL,
  draft_at  INTEGER,
  draft_by  TEXT,
  version   INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, protocol)
) WITHOUT ROWID;

-- A version of a protocol never changes: what grew from it can be read for ever.
CREATE TABLE followup_versions (
  tenant_id    TEXT NOT NULL,
  protocol     TEXT NOT NULL,
  number       INTEGER NOT NULL CONSTRAINT followup_versions_number CHECK (number >= 1),
  body         TEXT NOT NULL,
  note         TEXT NOT NULL,
  published_at INTEGER NOT NULL,
  published_by TEXT,
  PRIMARY KEY (tenant_id, protocol, number)
) WITHOUT ROWID;
CREATE TRIGGER followup_versions_update BEFORE UPDATE ON followup_versions
BEGIN SELECT RAISE(ABORT, 'followup_versions_append_only'); END;
CREATE TRIGGER followup_versions_delete BEFORE DELETE ON followup_versions
BEGIN SELECT RAISE(ABORT, 'followup_versions_append_only'); END;

-- All steps that grew from one executed item. of_id is the record at the time: it
-- keeps what is unique of a person when two records are merged.
CREATE TABLE followup_series (
  tenant_id    TEXT NOT NULL,
  id           TEXT NOT NULL,
  clinic_id    TEXT NOT NULL,
  patient_id   TEXT NOT NULL,
  of_id        TEXT NOT NULL,
  protocol     TEXT NOT NULL,
  number       INTEGER NOT NULL,
  state        TEXT NOT NULL CONSTRAINT followup_series_state CHECK (state IN ('open', 'done', 'cancelled')),
  reason       TEXT NOT NULL,
  execution_id TEXT,
  visit_id     TEXT,
  doctor_id    TEXT,
  item_zh      TEXT NOT NULL,
  item_en      TEXT NOT NULL,
  site         TEXT NOT NULL,
  flags        TEXT NOT NULL,
  plan         TEXT NOT NULL,
  anchor_at    INTEGER NOT NULL,
  anchored     BOOLEAN NOT NULL,
  level        TEXT NOT NULL,
  begun_at     INTEGER NOT NULL,
  ended_at     INTEGER,
  version      INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX followup_series_once ON followup_series (tenant_id, execution_id, protocol) WHERE execution_id IS NOT NULL;
CREATE UNIQUE INDEX followup_series_relationship ON followup_series (tenant_id, of_id) WHERE protocol = 'relationship' AND state = 'open';
CREATE INDEX followup_series_patient ON followup_series (tenant_id, patient_id, begun_at, id);
CREATE INDEX followup_series_visit ON followup_series (tenant_id, visit_id) WHERE visit_id IS NOT NULL;

-- One thing that a series does at a time. A planned step waits; a taken one is part
-- of a contact.
CREATE TABLE followup_steps (
  tenant_id  TEXT NOT NULL,
  id         TEXT NOT NULL,
  clinic_id  TEXT NOT NULL,
  series_id  TEXT NOT NULL,
  patient_id TEXT NOT NULL,
  step       TEXT NOT NULL,
  nth        INTEGER NOT NULL,
  deed       TEXT NOT NULL CONSTRAINT followup_steps_deed CHECK (deed IN ('contact', 'message', 'visit', 'recall', 'task')),
  day        TEXT NOT NULL,
  slot       TEXT NOT NULL CONSTRAINT followup_steps_slot CHECK (slot IN ('own', 'second', 'morning', 'afternoon', 'evening')),
  due_at     INTEGER NOT NULL,
  latest_at  INTEGER NOT NULL CONSTRAINT followup_steps_latest CHECK (latest_at >= due_at),
  wake_at    INTEGER NOT NULL,
  on_call    BOOLEAN NOT NULL,
  late       BOOLEAN NOT NULL,
  state      TEXT NOT NULL CONSTRAINT followup_steps_state CHECK (state IN ('planned', 'taken', 'done', 'cancelled')),
  reason     TEXT NOT NULL,
  PRIMARY KEY (tenant_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX followup_steps_once ON followup_steps (tenant_id, series_id, step, nth);
CREATE INDEX followup_steps_wake ON followup_steps (tenant_id, wake_at, id) WHERE state = 'planned';
CREATE INDEX followup_steps_patient ON followup_steps (tenant_id, patient_id, day) WHERE state = 'planned';
CREATE INDEX followup_steps_day ON followup_steps (tenant_id, clinic_id, day) WHERE state = 'planned';

-- One time at which somebody is contacted: at most one that is open per person,
-- day and slot.
CREATE TABLE followup_contacts (
  tenant_id  TEXT NOT NULL,
  id         TEXT NOT NULL,
  clinic_id  TEXT NOT NULL,
  patient_id TEXT NOT NULL,
  of_id      TEXT NOT NULL,
  day        TEXT NOT NULL,
  slot       TEXT NOT NULL CONSTRAINT followup_contacts_slot CHECK (slot IN ('own', 'second', 'morning', 'afternoon', 'evening')),
  way        TEXT NOT NULL CONSTRAINT followup_contacts_way CHECK (way IN ('call', 'form', 'message')),
  why        TEXT NOT NULL,
  family     TEXT NOT NULL,
  layer      TEXT NOT NULL,
  protocols  TEXT NOT NULL,
  state      TEXT NOT NULL CONSTRAINT followup_contacts_state CHECK (state IN ('open', 'sent', 'done', 'ended')),
  reason     TEXT NOT NULL,
  due_at     INTEGER NOT NULL,
  latest_at  INTEGER NOT NULL,
  on_call    BOOLEAN NOT NULL,
  first      BOOLEAN NOT NULL,
  doctor_id  TEXT,
  caller_id  TEXT,
  role       TEXT NOT NULL,
  attempts   INTEGER NOT NULL,
  chase_at   INTEGER,
  level      TEXT NOT NULL,
  opened_at  INTEGER NOT NULL,
  closed_at  INTEGER,
  closed_by  TEXT,
  version    INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT followup_contacts_closed CHECK ((closed_at IS NULL) = (state IN ('open', 'sent')))
) WITHOUT ROWID;
CREATE UNIQUE INDEX followup_contacts_one ON followup_contacts (tenant_id, of_id, day, slot) WHERE state IN ('open', 'sent');
CREATE INDEX followup_contacts_list ON followup_contacts (tenant_id, clinic_id, day, due_at, id);
CREATE INDEX followup_contacts_open ON followup_contacts (tenant_id, clinic_id, due_at, id) WHERE state = 'open';
CREATE INDEX followup_contacts_patient ON followup_contacts (tenant_id, patient_id, day);
CREATE INDEX followup_contacts_chase ON followup_contacts (tenant_id, chase_at, id) WHERE chase_at IS NOT NULL;

-- The steps for which somebody is contacted.
CREATE TABLE followup_parts (
  tenant_id  TEXT NOT NULL,
  contact_id TEXT NOT NULL,
  step_id    TEXT NOT NULL,
  clinic_id  TEXT NOT NULL,
  series_id  TEXT NOT NULL,
  protocol   TEXT NOT NULL,
  number     INTEGER NOT NULL,
  step       TEXT NOT NULL,
  PRIMARY KEY (tenant_id, contact_id, step_id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX followup_parts_step ON followup_parts (tenant_id, step_id);
CREATE INDEX followup_parts_series ON followup_parts (tenant_id, series_id);

-- What came of a contact. A correction is a row of its own; what people wrote is
-- emptied when its patient is erased.
CREATE TABLE followup_results (
  tenant_id    TEXT NOT NULL,
  id           TEXT NOT NULL,
  clinic_id    TEXT NOT NULL,
  contact_id   TEXT NOT NULL,
  patient_id   TEXT NOT NULL,
  doctor_id    TEXT,
  at           INTEGER NOT NULL,
  by_id        TEXT,
  means        TEXT NOT NULL CONSTRAINT followup_results_means CHECK (means IN ('call', 'form', 'visit')),
  outcome      TEXT NOT NULL,
  in_time      BOOLEAN NOT NULL,
  level        TEXT NOT NULL CONSTRAINT followup_results_level CHECK (level IN ('green', 'amber', 'red')),
  spoke        TEXT NOT NULL,
  answers      TEXT NOT NULL,
  mood         TEXT NOT NULL,
  advice       TEXT NOT NULL,
  note         TEXT NOT NULL,
  satisfaction INTEGER,
  referral     TEXT NOT NULL,
  wish         TEXT NOT NULL,
  corrects_id  TEXT,
  seen_at      INTEGER,
  seen_by      TEXT,
  PRIMARY KEY (tenant_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX followup_results_one ON followup_results (tenant_id, contact_id) WHERE corrects_id IS NULL;
CREATE INDEX followup_results_contact ON followup_results (tenant_id, contact_id, at);
CREATE INDEX followup_results_patient ON followup_results (tenant_id, patient_id, at);
CREATE INDEX followup_results_doctor ON followup_results (tenant_id, doctor_id, at) WHERE doctor_id IS NOT NULL;
CREATE INDEX followup_results_at ON followup_results (tenant_id, clinic_id, at);
CREATE TRIGGER followup_results_delete BEFORE DELETE ON followup_results
BEGIN SELECT RAISE(ABORT, 'followup_results_append_only'); END;
CREATE TRIGGER followup_results_update BEFORE UPDATE OF tenant_id, id, clinic_id, contact_id, doctor_id, at, by_id, means, outcome, in_time, level, satisfaction, corrects_id ON followup_results
BEGIN SELECT RAISE(ABORT, 'followup_results_append_only'); END;

-- A try in vain.
CREATE TABLE followup_attempts (
  tenant_id  TEXT NOT NULL,
  id         TEXT NOT NULL,
  clinic_id  TEXT NOT NULL,
  contact_id TEXT NOT NULL,
  at         INTEGER NOT NULL,
  by_id      TEXT,
  outcome    TEXT NOT NULL,
  note       TEXT NOT NULL,
  next_at    INTEGER,
  PRIMARY KEY (tenant_id, id)
) WITHOUT ROWID;
CREATE INDEX followup_attempts_contact ON followup_attempts (tenant_id, contact_id, at);

-- A form on somebody's telephone. The token stands here as its digest alone.
CREATE TABLE followup_forms (
  tenant_id   TEXT NOT NULL,
  id          TEXT NOT NULL,
  clinic_id   TEXT NOT NULL,
  contact_id  TEXT NOT NULL,
  patient_id  TEXT NOT NULL,
  token_hash  TEXT NOT NULL,
  made_at     INTEGER NOT NULL,
  expires_at  INTEGER NOT NULL,
  opened_at   INTEGER,
  answered_at INTEGER,
  PRIMARY KEY (tenant_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX followup_forms_token ON followup_forms (tenant_id, token_hash);
CREATE UNIQUE INDEX followup_forms_contact ON followup_forms (tenant_id, contact_id);

CREATE TABLE followup_recall_types (
  tenant_id TEXT NOT NULL,
  kind      TEXT NOT NULL,
  name_zh   TEXT NOT NULL,
  name_en   TEXT NOT NULL,
  span      TEXT NOT NULL,
  triggers  TEXT NOT NULL,
  excludes  TEXT NOT NULL,
  active    BOOLEAN NOT NULL,
  position  INTEGER NOT NULL,
  version   INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, kind)
) WITHOUT ROWID;

-- One recall of a type per person. A disabled one stays, so that what triggers it
-- does not make it again.
CREATE TABLE followup_recalls (
  tenant_id  TEXT NOT NULL,
  id         TEXT NOT NULL,
  clinic_id  TEXT NOT NULL,
  patient_id TEXT NOT NULL,
  of_id      TEXT NOT NULL,
  kind       TEXT NOT NULL,
  from_day   TEXT,
  due_day    TEXT NOT NULL,
  by_hand    BOOLEAN NOT NULL,
  state      TEXT NOT NULL CONSTRAINT followup_recalls_state CHECK (state IN ('on', 'off', 'off_until', 'off_below', 'excluded', 'over')),
  until_day  TEXT,
  balance    INTEGER NOT NULL,
  note       TEXT NOT NULL,
  told_at    INTEGER,
  changed_at INTEGER NOT NULL,
  changed_by TEXT,
  version    INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX followup_recalls_one ON followup_recalls (tenant_id, of_id, kind);
CREATE INDEX followup_recalls_patient ON followup_recalls (tenant_id, patient_id);
CREATE INDEX followup_recalls_due ON followup_recalls (tenant_id, clinic_id, due_day, id) WHERE state NOT IN ('off', 'excluded', 'over');

-- What was done that begins recalls anew, by the id of the execution; an undone one
-- goes.
CREATE TABLE followup_triggers (
  tenant_id    TEXT NOT NULL,
  id           TEXT NOT NULL,
  clinic_id    TEXT NOT NULL,
  patient_id   TEXT NOT NULL,
  class        TEXT NOT NULL,
  code         TEXT NOT NULL,
  day          TEXT NOT NULL,
  PRIMARY KEY (tenant_id, id)
) WITHOUT ROWID;
CREATE INDEX followup_triggers_patient ON followup_triggers (tenant_id, patient_id);

-- How somebody wants to be contacted, and how many forms in a row they left; id is
-- the record at the time.
CREATE TABLE followup_people (
  tenant_id  TEXT NOT NULL,
  id         TEXT NOT NULL,
  clinic_id  TEXT NOT NULL,
  patient_id TEXT NOT NULL,
  opted_out  BOOLEAN NOT NULL,
  asks_calls BOOLEAN NOT NULL,
  unanswered INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  changed_by TEXT,
  PRIMARY KEY (tenant_id, id)
) WITHOUT ROWID;
CREATE INDEX followup_people_patient ON followup_people (tenant_id, patient_id);
