-- A journey of the group. live_no is the version that lets people in, draft what is
-- being written ('' = nothing).
CREATE TABLE journeys_journeys (
  tenant_id UUID NOT NULL,
  id        UUID NOT NULL,
  version   BIGINT NOT NULL,
  no        BIGINT NOT NULL,
  name      TEXT NOT NULL,
  note      TEXT NOT NULL,
  template  TEXT NOT NULL,
  state     TEXT NOT NULL CONSTRAINT journeys_journeys_state CHECK (state IN ('draft', 'live', 'paused', 'ended')),
  owner_id  UUID,
  live_no   BIGINT,
  draft     TEXT NOT NULL,
  draft_at  BIGINT NOT NULL,
  draft_by  UUID,
  made_at   BIGINT NOT NULL,
  made_by   UUID,
  PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX journeys_journeys_no ON journeys_journeys (tenant_id, no);

-- A version is a graph as it was published. Its graph never changes. next_at is when
-- it lets people in by the clock, or ends a drain.
CREATE TABLE journeys_versions (
  tenant_id    UUID NOT NULL,
  no           BIGINT NOT NULL,
  journey_no   BIGINT NOT NULL,
  number       BIGINT NOT NULL CONSTRAINT journeys_versions_number CHECK (number >= 1),
  graph        TEXT NOT NULL,
  hash         TEXT NOT NULL,
  state        TEXT NOT NULL CONSTRAINT journeys_versions_state CHECK (state IN ('live', 'paused', 'draining', 'retired')),
  mode         TEXT NOT NULL,
  drain_until  BIGINT,
  paused_at    BIGINT,
  next_at      BIGINT,
  published_at BIGINT NOT NULL,
  published_by UUID,
  PRIMARY KEY (tenant_id, no)
);
CREATE UNIQUE INDEX journeys_versions_number_once ON journeys_versions (tenant_id, journey_no, number);
CREATE FUNCTION journeys_versions_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'journeys_versions_append_only'; END $$;
CREATE TRIGGER journeys_versions_update BEFORE UPDATE OF tenant_id, no, journey_no, number, graph, hash, published_at ON journeys_versions FOR EACH ROW EXECUTE FUNCTION journeys_versions_refuse();
CREATE TRIGGER journeys_versions_delete BEFORE DELETE ON journeys_versions FOR EACH ROW EXECUTE FUNCTION journeys_versions_refuse();

-- One patient in one journey. Narrow, because a million may sleep here: node and sub
-- say where, seq how many steps were taken, wake_at when it is looked at next, held_at
-- when it would have been but for a pause. The entry key ends with a part of the id
-- under which the patient entered, so that it stays unique when records are merged.
CREATE TABLE journeys_enrolments (
  tenant_id  UUID NOT NULL,
  id         UUID NOT NULL,
  clinic_id  UUID NOT NULL,
  patient_id UUID NOT NULL,
  home       TEXT COLLATE "C" NOT NULL,
  journey_no BIGINT NOT NULL,
  entry_key  TEXT COLLATE "C" NOT NULL,
  version_no BIGINT NOT NULL,
  node       TEXT COLLATE "C" NOT NULL,
  sub        BIGINT NOT NULL,
  seq        BIGINT NOT NULL,
  wake_at    BIGINT,
  held_at    BIGINT,
  last_at    BIGINT NOT NULL,
  log_at     BIGINT NOT NULL,
  entered_at BIGINT NOT NULL,
  event_at   BIGINT NOT NULL,
  chance     BIGINT NOT NULL,
  control    BOOLEAN NOT NULL,
  held       BOOLEAN NOT NULL,
  vars       TEXT NOT NULL,
  cause      TEXT NOT NULL,
  ending     TEXT NOT NULL,
  reason     TEXT NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX journeys_enrolments_once ON journeys_enrolments (tenant_id, patient_id, journey_no, entry_key);
CREATE INDEX journeys_enrolments_wake ON journeys_enrolments (tenant_id, wake_at) WHERE wake_at IS NOT NULL;
CREATE INDEX journeys_enrolments_entered ON journeys_enrolments (tenant_id, journey_no, entered_at);
CREATE INDEX journeys_enrolments_version ON journeys_enrolments (tenant_id, version_no) WHERE ending = '';

-- The steps, appended in the order of time; prev_at leads to the step before, so that
-- the path of one enrolment is read by its keys without another index.
CREATE TABLE journeys_steps (
  tenant_id    UUID NOT NULL,
  at           BIGINT NOT NULL,
  enrolment_id UUID NOT NULL,
  seq          BIGINT NOT NULL,
  clinic_id    UUID NOT NULL,
  prev_at      BIGINT NOT NULL,
  version_no   BIGINT NOT NULL,
  heard        TEXT NOT NULL,
  cause        TEXT NOT NULL,
  path         TEXT NOT NULL,
  PRIMARY KEY (tenant_id, at, enrolment_id, seq)
);

-- What steps did: the anchor of "once". state says what became of it at once: done,
-- held (by an experiment), skipped (overdue), put off (by a budget), withdrawn.
CREATE TABLE journeys_effects (
  tenant_id    UUID NOT NULL,
  enrolment_id UUID NOT NULL,
  seq          BIGINT NOT NULL,
  node         TEXT COLLATE "C" NOT NULL,
  rung         BIGINT NOT NULL,
  clinic_id    UUID NOT NULL,
  kind         TEXT COLLATE "C" NOT NULL,
  state        TEXT NOT NULL CONSTRAINT journeys_effects_state CHECK (state IN ('done', 'held', 'skipped', 'put_off', 'withdrawn', 'refused')),
  journey_no   BIGINT NOT NULL,
  version_no   BIGINT NOT NULL,
  what         TEXT COLLATE "C" NOT NULL,
  at           BIGINT NOT NULL,
  day          TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (tenant_id, enrolment_id, seq, node, rung)
);
CREATE INDEX journeys_effects_day ON journeys_effects (tenant_id, journey_no, day, kind);

-- Who came to what an experiment is about, at the instant at which something was sent
-- or would have been. experiment is the number of the journey and the node, or 0 for
-- the group that hears no promotions.
CREATE TABLE journeys_exposures (
  tenant_id    UUID NOT NULL,
  id           UUID NOT NULL,
  journey_no   BIGINT NOT NULL,
  node         TEXT COLLATE "C" NOT NULL,
  enrolment_id UUID NOT NULL,
  clinic_id    UUID NOT NULL,
  patient_id   UUID NOT NULL,
  home         TEXT COLLATE "C" NOT NULL,
  arm          TEXT NOT NULL,
  at           BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, journey_no, node, enrolment_id)
);
CREATE INDEX journeys_exposures_patient ON journeys_exposures (tenant_id, patient_id, at);

-- What then really happened to who was exposed: a check-in, a kept visit, an accepted
-- plan, a payment.
CREATE TABLE journeys_conversions (
  tenant_id    UUID NOT NULL,
  journey_no   BIGINT NOT NULL,
  node         TEXT COLLATE "C" NOT NULL,
  enrolment_id UUID NOT NULL,
  what         TEXT COLLATE "C" NOT NULL,
  fact_id      TEXT COLLATE "C" NOT NULL,
  clinic_id    UUID NOT NULL,
  amount       BIGINT NOT NULL,
  at           BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, journey_no, node, enrolment_id, what, fact_id)
);
