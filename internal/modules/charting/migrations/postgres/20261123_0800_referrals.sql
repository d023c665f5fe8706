-- A patient is sent to a colleague of the group and back. It concerns two clinics:
-- the door scopes neither, the use cases look at both.
CREATE TABLE charting_referrals (
  tenant_id     UUID NOT NULL,
  id            UUID NOT NULL,
  version       BIGINT NOT NULL,
  patient_id    UUID NOT NULL,
  from_clinic   UUID NOT NULL,
  to_clinic     UUID NOT NULL,
  visit_id      UUID,
  origin        TEXT NOT NULL,
  sent_by       UUID NOT NULL,
  sent_at       BIGINT NOT NULL,
  to_staff      UUID,
  to_role       TEXT NOT NULL,
  site          TEXT NOT NULL,
  treatment     TEXT NOT NULL,
  why           TEXT NOT NULL,
  asked         TEXT NOT NULL,
  urgency       TEXT NOT NULL CONSTRAINT charting_referrals_urgency CHECK (urgency IN ('urgent', 'soon', 'routine')),
  attached      TEXT NOT NULL,
  template_id   UUID,
  planned       TEXT NOT NULL,
  state         TEXT NOT NULL CONSTRAINT charting_referrals_state CHECK (state IN ('asked', 'taken', 'done', 'declined', 'withdrawn')),
  taken_by      UUID,
  taken_at      BIGINT,
  ended_at      BIGINT,
  ended_visit   UUID,
  answer        TEXT NOT NULL,
  reason        TEXT NOT NULL,
  read_at       BIGINT,
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
  tenant_id   UUID NOT NULL,
  referral_id UUID NOT NULL,
  seq         BIGINT NOT NULL,
  step        TEXT NOT NULL CONSTRAINT charting_referral_events_step CHECK (step IN ('send', 'take', 'decline', 'answer', 'withdraw', 'read')),
  made_at     BIGINT NOT NULL,
  made_by     UUID,
  text        TEXT NOT NULL,
  visit_id    UUID,
  PRIMARY KEY (tenant_id, referral_id, seq),
  CONSTRAINT charting_referral_events_of FOREIGN KEY (tenant_id, referral_id) REFERENCES charting_referrals (tenant_id, id)
);

-- What was asked is never changed; a merge of two records of one person moves it.
CREATE FUNCTION charting_referrals_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'referrals are only carried on' USING ERRCODE = 'check_violation', CONSTRAINT = 'charting_referrals_append_only'; END $$;
CREATE TRIGGER charting_referrals_update BEFORE UPDATE OF id, from_clinic, to_clinic, visit_id, origin, sent_by, sent_at, to_staff, to_role, site, treatment, why, asked, urgency, attached, template_id, planned ON charting_referrals FOR EACH ROW EXECUTE FUNCTION charting_referrals_refuse();
CREATE TRIGGER charting_referrals_again BEFORE UPDATE OF state, taken_by, taken_at, ended_at, ended_visit, answer, reason, read_at ON charting_referrals FOR EACH ROW
WHEN (OLD.taken_at IS NOT NULL AND (NEW.taken_at IS DISTINCT FROM OLD.taken_at OR NEW.taken_by IS DISTINCT FROM OLD.taken_by)
  OR OLD.ended_at IS NOT NULL AND (NEW.state <> OLD.state OR NEW.ended_at IS DISTINCT FROM OLD.ended_at OR NEW.answer <> OLD.answer OR NEW.reason <> OLD.reason))
EXECUTE FUNCTION charting_referrals_refuse();
CREATE TRIGGER charting_referrals_delete BEFORE DELETE ON charting_referrals FOR EACH ROW EXECUTE FUNCTION charting_referrals_refuse();
CREATE TRIGGER charting_referral_events_append_only BEFORE UPDATE OR DELETE ON charting_referral_events FOR EACH ROW EXECUTE FUNCTION charting_referrals_refuse();
