-- What happened. The clinic's column is not named clinic_id on purpose: facts of
-- the whole group have none, and subscribers hear all clinics. Who reads facts
-- for a person goes through List, which knows the person's clinics.
CREATE TABLE events_facts (
  tenant_id    TEXT    NOT NULL,
  id           TEXT    NOT NULL,
  kind         TEXT    NOT NULL,
  of_clinic_id TEXT,
  patient_id   TEXT,
  subject_id   TEXT,
  at           BIGINT  NOT NULL,
  recorded_at  BIGINT  NOT NULL,
  actor_id     TEXT,
  dedupe_key   TEXT,
  backfill     BOOLEAN NOT NULL,
  body         TEXT    NOT NULL,
  PRIMARY KEY (tenant_id, id)
) WITHOUT ROWID;

CREATE UNIQUE INDEX events_facts_dedupe ON events_facts (tenant_id, dedupe_key);
CREATE INDEX events_facts_patient ON events_facts (tenant_id, patient_id, at, id) WHERE patient_id IS NOT NULL;
CREATE INDEX events_facts_subject ON events_facts (tenant_id, subject_id, at, id) WHERE subject_id IS NOT NULL;

CREATE TRIGGER events_facts_no_update BEFORE UPDATE ON events_facts
BEGIN SELECT RAISE(ABORT, 'events_facts_append_only'); END;
CREATE TRIGGER events_facts_no_delete BEFORE DELETE ON events_facts
BEGIN SELECT RAISE(ABORT, 'events_facts_append_only'); END;

-- What a subscriber has still to hear, in the order of recording.
CREATE TABLE events_inbox (
  tenant_id   TEXT   NOT NULL,
  subscriber  TEXT   NOT NULL,
  recorded_at BIGINT NOT NULL,
  fact_id     TEXT   NOT NULL,
  tries       BIGINT NOT NULL,
  aside_at    BIGINT,
  last_error  TEXT,
  PRIMARY KEY (tenant_id, subscriber, recorded_at, fact_id)
) WITHOUT ROWID;
