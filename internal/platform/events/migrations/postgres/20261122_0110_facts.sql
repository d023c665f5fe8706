-- What happened. The clinic's column is not named clinic_id on purpose: facts of
-- the whole group have none, and subscribers hear all clinics. Who reads facts
-- for a person goes through List, which knows the person's clinics.
CREATE TABLE events_facts (
  tenant_id    uuid    NOT NULL,
  id           uuid    NOT NULL,
  kind         text    NOT NULL,
  of_clinic_id uuid,
  patient_id   uuid,
  subject_id   uuid,
  at           bigint  NOT NULL,
  recorded_at  bigint  NOT NULL,
  actor_id     uuid,
  dedupe_key   text    COLLATE "C",
  backfill     boolean NOT NULL,
  body         text    NOT NULL,
  PRIMARY KEY (tenant_id, id)
);

CREATE UNIQUE INDEX events_facts_dedupe ON events_facts (tenant_id, dedupe_key);
CREATE INDEX events_facts_patient ON events_facts (tenant_id, patient_id, at, id) WHERE patient_id IS NOT NULL;
CREATE INDEX events_facts_subject ON events_facts (tenant_id, subject_id, at, id) WHERE subject_id IS NOT NULL;

CREATE FUNCTION events_facts_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'events_facts_append_only'; END $$;
CREATE TRIGGER events_facts_append_only BEFORE UPDATE OR DELETE ON events_facts
FOR EACH ROW EXECUTE FUNCTION events_facts_append_only();

-- What a subscriber has still to hear, in the order of recording.
CREATE TABLE events_inbox (
  tenant_id   uuid   NOT NULL,
  subscriber  text   COLLATE "C" NOT NULL,
  recorded_at bigint NOT NULL,
  fact_id     uuid   NOT NULL,
  tries       bigint NOT NULL,
  aside_at    bigint,
  last_error  text,
  PRIMARY KEY (tenant_id, subscriber, recorded_at, fact_id)
);
