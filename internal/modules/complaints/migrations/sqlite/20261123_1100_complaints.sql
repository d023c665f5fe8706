-- What a patient, or who speaks for one, was not content with. words is what was
-- said; origin_id is the call in which it was heard, and is raised once.
CREATE TABLE complaints_complaints (
  tenant_id   TEXT NOT NULL,
  id          TEXT NOT NULL,
  version     INTEGER NOT NULL,
  clinic_id   TEXT NOT NULL,
  patient_id  TEXT NOT NULL,
  about       TEXT NOT NULL CONSTRAINT complaints_complaints_about CHECK (about IN ('visit', 'doctor', 'item', 'money', 'waiting', 'service', 'other')),
  subject_id  TEXT,
  words       TEXT NOT NULL,
  severity    TEXT NOT NULL CONSTRAINT complaints_complaints_severity CHECK (severity IN ('minor', 'normal', 'serious')),
  way         TEXT NOT NULL CONSTRAINT complaints_complaints_way CHECK (way IN ('call', 'phone', 'in_person', 'message', 'review', 'authority')),
  origin_id   TEXT,
  state       TEXT NOT NULL CONSTRAINT complaints_complaints_state CHECK (state IN ('open', 'closed')),
  owner_id    TEXT,
  answer_due  INTEGER NOT NULL,
  result_due  INTEGER NOT NULL,
  answered_at INTEGER,
  result      TEXT NOT NULL CONSTRAINT complaints_complaints_result
    CHECK (result IN ('', 'explained', 'apologised', 'redone', 'refunded', 'compensated', 'unfounded', 'withdrawn')),
  content     TEXT NOT NULL CONSTRAINT complaints_complaints_content CHECK (content IN ('', 'yes', 'no', 'unknown')),
  reopened    INTEGER NOT NULL,
  raised_at   INTEGER NOT NULL,
  raised_by   TEXT,
  closed_at   INTEGER,
  closed_by   TEXT,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT complaints_complaints_closed CHECK ((state = 'closed') = (closed_at IS NOT NULL)),
  CONSTRAINT complaints_complaints_ended CHECK ((state = 'closed') = (result <> ''))
) WITHOUT ROWID;
CREATE UNIQUE INDEX complaints_complaints_origin ON complaints_complaints (tenant_id, origin_id) WHERE origin_id IS NOT NULL;
CREATE INDEX complaints_complaints_clinic ON complaints_complaints (tenant_id, clinic_id, raised_at, id);
CREATE INDEX complaints_complaints_open ON complaints_complaints (tenant_id, clinic_id, result_due, id) WHERE state = 'open';
CREATE INDEX complaints_complaints_patient ON complaints_complaints (tenant_id, patient_id, raised_at);

-- What was done about a complaint, appended only.
CREATE TABLE complaints_steps (
  tenant_id    TEXT NOT NULL,
  id           TEXT NOT NULL,
  clinic_id    TEXT NOT NULL,
  complaint_id TEXT NOT NULL,
  at           INTEGER NOT NULL,
  actor_id     TEXT,
  what         TEXT NOT NULL CONSTRAINT complaints_steps_what
    CHECK (what IN ('raised', 'answered', 'measure', 'note', 'handed_over', 'closed', 'reopened')),
  text         TEXT NOT NULL,
  amount       INTEGER NOT NULL CONSTRAINT complaints_steps_amount CHECK (amount >= 0),
  owner_id     TEXT,
  result       TEXT NOT NULL,
  content      TEXT NOT NULL,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT complaints_steps_complaint FOREIGN KEY (tenant_id, complaint_id) REFERENCES complaints_complaints (tenant_id, id)
) WITHOUT ROWID;
CREATE INDEX complaints_steps_complaint_at ON complaints_steps (tenant_id, complaint_id, at, id);
