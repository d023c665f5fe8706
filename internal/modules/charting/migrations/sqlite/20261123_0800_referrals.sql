-- A patient is sent to a colleague of the group and back. It concerns two clinics:
-- the door scopes neither, the use cases look at both.
CREATE TABLE charting_referrals (
  tenant_id     TEXT NOT NULL,
  id            TEXT NOT NULL,
  version       INTEGER NOT NULL,
  patient_id    TEXT NOT NULL,
  from_clinic   TEXT NOT NULL,
  to_clinic     TEXT NOT NULL,
  visit_id      TEXT,
  origin        TEXT NOT NULL,
  sent_by       TEXT NOT NULL,
  sent_at       INTEGER NOT NULL,
  to_staff      TEXT,
  to_role       TEXT NOT NULL,
  site          TEXT NOT NULL,
  treatment     TEXT NOT NULL,
  why           TEXT NOT NULL,
  asked         TEXT NOT NULL,
  urgency       TEXT NOT NULL CONSTRAINT charting_referrals_urgency CHECK (urgency IN ('urgent', 'soon', 'routine')),
  attached      TEXT NOT NULL,
  template_id   TEXT,
  planned       TEXT NOT NULL,
  state         TEXT NOT NULL CONSTRAINT charting_referrals_state CHECK (state IN ('asked', 'taken', 'done', 'declined', 'withdrawn')),
  taken_by      TEXT,
  taken_at      INTEGER,
  ended_at      INTEGER,
  ended_visit   TEXT,
  answer        TEXT NOT NULL,
  reason        TEXT NOT NULL,
  read_at       INTEGER,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT charting_referrals_receiver CHECK ((to_staff IS NULL) <> (to_role = '')),
  CONSTRAINT charting_referrals_ended CHECK ((state IN ('done', 'declined', 'withdrawn')) = (ended_at IS NOT NULL)),
  CONSTRAINT charting_referrals_patient FOREIGN KEY (tenant_id, patient_id) REFERENCES patients_patients (tenant_id, id),
  CONSTRAINT charting_referrals_from FOREIGN KEY (tenant_id, from_clinic) REFERENCES org_clinics (tenant_id, id),
  CONSTRAINT charting_referrals_to FOREIGN KEY (tenant_id, to_clinic) REFERENCES org_clinics (tenant_id, id),
  CONSTRAINT charting_referrals_visit FOREIGN KEY (tenant_id, visit_id) REFERENCES visits_visits (tenant_id, id),
  CONSTRAINT charting_referrals_ended_visit FOREIGN KEY (tenant_id, ended_visit) REFERENCES visits_visits (tenant_id, id),
  CONSTRAINT charting_referrals_template FOREIGN KEY (tenant_id, template_id) REFERENCES visits_templates (tenant_id, id)
);
CREATE INDEX charting_referrals_of ON charting_referrals (tenant_id, patient_id, sent_at);
CREATE INDEX charting_referrals_open ON charting_referrals (tenant_id, to_clinic, sent_at) WHERE state IN ('asked', 'taken');
CREATE INDEX charting_referrals_sent ON charting_referrals (tenant_id, sent_by, sent_at) WHERE read_at IS NULL;

-- What happened to it: only ever added.
CREATE TABLE charting_referral_events (
  tenant_id   TEXT NOT NULL,
  referral_id TEXT NOT NULL,
  seq         INTEGER NOT NULL,
  step        TEXT NOT NULL CONSTRAINT charting_referral_events_step CHECK (step IN ('send', 'take', 'decline', 'answer', 'withdraw', 'read')),
  made_at     INTEGER NOT NULL,
  made_by     TEXT,
  text        TEXT NOT NULL,
  visit_id    TEXT,
  PRIMARY KEY (tenant_id, referral_id, seq),
  CONSTRAINT charting_referral_events_of FOREIGN KEY (tenant_id, referral_id) REFERENCES charting_referrals (tenant_id, id)
) WITHOUT ROWID;

-- What was asked is never changed; a merge of two records of one person moves it.
CREATE TRIGGER charting_referrals_update BEFORE UPDATE OF id, from_clinic, to_clinic, visit_id, origin, sent_by, sent_at, to_staff, to_role, site, treatment, why, asked, urgency, attached, template_id, planned ON charting_referrals
BEGIN SELECT RAISE(ABORT, 'charting_referrals_append_only'); END;
CREATE TRIGGER charting_referrals_again BEFORE UPDATE OF state, taken_by, taken_at, ended_at, ended_visit, answer, reason, read_at ON charting_referrals
WHEN OLD.taken_at IS NOT NULL AND (NEW.taken_at IS NULL OR NEW.taken_at <> OLD.taken_at OR NEW.taken_by <> OLD.taken_by)
  OR OLD.ended_at IS NOT NULL AND (NEW.state <> OLD.state OR NEW.ended_at IS NULL OR NEW.ended_at <> OLD.ended_at OR NEW.answer <> OLD.answer OR NEW.reason <> OLD.reason)
BEGIN SELECT RAISE(ABORT, 'charting_referrals_append_only'); END;
CREATE TRIGGER charting_referrals_delete BEFORE DELETE ON charting_referrals
BEGIN SELECT RAISE(ABORT, 'charting_referrals_append_only'); END;
CREATE TRIGGER charting_referral_events_update BEFORE UPDATE ON charting_referral_events
BEGIN SELECT RAISE(ABORT, 'charting_referrals_append_only'); END;
CREATE TRIGGER charting_referral_events_delete BEFORE DELETE ON charting_referral_events
BEGIN SELECT RAISE(ABORT, 'charting_referrals_append_only'); END;
