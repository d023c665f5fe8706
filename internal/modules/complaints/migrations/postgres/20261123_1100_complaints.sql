-- What a patient, or who speaks for one, was not content with. words is what was
-- said; origin_id is the call in which it was heard, and is raised once.
CREATE TABLE complaints_complaints (
  tenant_id   UUID NOT NULL,
  id          UUID NOT NULL,
  version     BIGINT NOT NULL,
  clinic_id   UUID NOT NULL,
  patient_id  UUID NOT NULL,
  about       TEXT COLLATE "C" NOT NULL CONSTRAINT complaints_complaints_about CHECK (about IN ('visit', 'doctor', 'item', 'money', 'waiting', 'service', 'other')),
  subject_id  UUID,
  words       TEXT NOT NULL,
  severity    TEXT COLLATE "C" NOT NULL CONSTRAINT complaints_complaints_severity CHECK (severity IN ('minor', 'normal', 'serious')),
  way         TEXT COLLATE "C" NOT NULL CONSTRAINT complaints_complaints_way CHECK (way IN ('call', 'phone', 'in_person', 'message', 'review', 'authority')),
  origin_id   UUID,
  state       TEXT COLLATE "C" NOT NULL CONSTRAINT complaints_complaints_state CHECK (state IN ('open', 'closed')),
  owner_id    UUID,
  answer_due  BIGINT NOT NULL,
  result_due  BIGINT NOT NULL,
  answered_at BIGINT,
  result      TEXT COLLATE "C" NOT NULL CONSTRAINT complaints_complaints_result
    CHECK (result IN ('', 'explained', 'apologised', 'redone', 'refunded', 'compensated', 'unfounded', 'withdrawn')),
  content     TEXT COLLATE "C" NOT NULL CONSTRAINT complaints_complaints_content CHECK (content IN ('', 'yes', 'no', 'unknown')),
  reopened    BIGINT NOT NULL,
  raised_at   BIGINT NOT NULL,
  raised_by   UUID,
  closed_at   BIGINT,
  closed_by   UUID,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT complaints_complaints_closed CHECK ((state = 'closed') = (closed_at IS NOT NULL)),
  CONSTRAINT complaints_complaints_ended CHECK ((state = 'closed') = (result <> ''))
);
CREATE UNIQUE INDEX complaints_complaints_origin ON complaints_complaints (tenant_id, origin_id) WHERE origin_id IS NOT NULL;
CREATE INDEX complaints_complaints_clinic ON complaints_complaints (tenant_id, clinic_id, raised_at, id);
CREATE INDEX complaints_complaints_open ON complaints_complaints (tenant_id, clinic_id, result_due, id) WHERE state = 'open';
CREATE INDEX complaints_complaints_patient ON complaints_complaints (tenant_id, patient_id, raised_at);

-- What was done about a complaint, appended only.
CREATE TABLE complaints_steps (
  tenant_id    UUID NOT NULL,
  id           UUID NOT NULL,
  clinic_id    UUID NOT NULL,
  complaint_id UUID NOT NULL,
  at           BIGINT NOT NULL,
  actor_id     UUID,
  what         TEXT COLLATE "C" NOT NULL CONSTRAINT complaints_steps_what
    CHECK (what IN ('raised', 'answered', 'measure', 'note', 'handed_over', 'closed', 'reopened')),
  text         TEXT NOT NULL,
  amount       BIGINT NOT NULL CONSTRAINT complaints_steps_amount CHECK (amount >= 0),
  owner_id     UUID,
  result       TEXT COLLATE "C" NOT NULL,
  content      TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT complaints_steps_complaint FOREIGN KEY (tenant_id, complaint_id) REFERENCES complaints_complaints (tenant_id, id)
);
CREATE INDEX complaints_steps_complaint_at ON complaints_steps (tenant_id, complaint_id, at, id);
