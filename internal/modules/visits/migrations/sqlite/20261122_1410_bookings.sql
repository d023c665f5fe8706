-- One coming of one patient: a pattern placed at a start. State, place and the
-- instants that end in _at are what the events come to; version counts them.
CREATE TABLE visits_visits (
  tenant_id         TEXT NOT NULL,
  id                TEXT NOT NULL,
  version           INTEGER NOT NULL,
  clinic_id         TEXT NOT NULL,
  day               TEXT NOT NULL,
  patient_id        TEXT NOT NULL,
  template_id       TEXT NOT NULL,
  code              TEXT NOT NULL,
  category          TEXT NOT NULL,
  colour            TEXT NOT NULL CONSTRAINT visits_visits_colour CHECK (colour IN ('red', 'orange', 'green', 'blue', 'purple')),
  first_visit       BOOLEAN NOT NULL,
  add_ons           TEXT NOT NULL,
  pattern           TEXT NOT NULL,
  places            TEXT NOT NULL,
  doctor_id         TEXT,
  turnover_minutes  INTEGER NOT NULL,
  starts_at         INTEGER NOT NULL,
  ends_at           INTEGER NOT NULL,
  appliance_arrived BOOLEAN NOT NULL,
  school_age        BOOLEAN NOT NULL,
  state             TEXT NOT NULL CONSTRAINT visits_visits_state
    CHECK (state IN ('booked', 'confirmed', 'arrived', 'waiting', 'in_place', 'treated', 'left', 'no_show', 'cancelled')),
  since_at          INTEGER NOT NULL,
  place_id          TEXT,
  arrived_at        INTEGER,
  in_place_at       INTEGER,
  started_at        INTEGER,
  treated_at        INTEGER,
  left_at           INTEGER,
  released_at       INTEGER,
  suspect_at        INTEGER,
  parked_at         INTEGER,
  ended_as          TEXT NOT NULL CONSTRAINT visits_visits_ended
    CHECK (ended_as IN ('', 'left', 'no_show', 'cancelled_early', 'cancelled_late', 'cancelled_by_clinic', 'rescheduled')),
  end_reason        TEXT NOT NULL,
  charged           BOOLEAN NOT NULL,
  time_locked       BOOLEAN NOT NULL,
  override_reason   TEXT NOT NULL,
  note              TEXT NOT NULL,
  wishes            TEXT NOT NULL,
  together_id       TEXT,
  follows_id        TEXT,
  created_at        INTEGER NOT NULL,
  created_by        TEXT,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT visits_visits_span CHECK (starts_at < ends_at AND ends_at - starts_at <= 28800000),
  CONSTRAINT visits_visits_patient FOREIGN KEY (tenant_id, patient_id) REFERENCES patients_patients (tenant_id, id),
  CONSTRAINT visits_visits_clinic FOREIGN KEY (tenant_id, clinic_id) REFERENCES org_clinics (tenant_id, id),
  CONSTRAINT visits_visits_template FOREIGN KEY (tenant_id, template_id) REFERENCES visits_templates (tenant_id, id),
  CONSTRAINT visits_visits_follows_fk FOREIGN KEY (tenant_id, follows_id) REFERENCES visits_visits (tenant_id, id)
) WITHOUT ROWID;
CREATE INDEX visits_visits_board ON visits_visits (tenant_id, clinic_id, day, starts_at);
CREATE INDEX visits_visits_of ON visits_visits (tenant_id, patient_id, starts_at);
CREATE INDEX visits_visits_doctor ON visits_visits (tenant_id, doctor_id, starts_at);
CREATE INDEX visits_visits_suspect ON visits_visits (tenant_id, suspect_at) WHERE suspect_at IS NOT NULL;
CREATE INDEX visits_visits_shelf ON visits_visits (tenant_id, clinic_id, parked_at) WHERE parked_at IS NOT NULL;
-- A visit is followed by one new visit at most.
CREATE UNIQUE INDEX visits_visits_follows ON visits_visits (tenant_id, follows_id) WHERE follows_id IS NOT NULL;
-- In a place sits one patient at a time.
CREATE UNIQUE INDEX visits_visits_seated ON visits_visits (tenant_id, place_id, day) WHERE state = 'in_place' AND place_id IS NOT NULL;

-- What visits and blocks take of places and of doctors' hands. Claims of one
-- resource never overlap. They hold the plan, are inserted and deleted, and never
-- changed. A doctor is one resource of the group: the clinic stands in of_clinic,
-- because every clinic must see when a doctor's hands are taken.
CREATE TABLE visits_claims (
  tenant_id   TEXT NOT NULL,
  holder_id   TEXT NOT NULL,
  holder_kind TEXT NOT NULL CONSTRAINT visits_claims_holder CHECK (holder_kind IN ('visit', 'block')),
  of_clinic   TEXT NOT NULL,
  doctor_id   TEXT,
  resource    TEXT NOT NULL,
  starts_at   INTEGER NOT NULL,
  ends_at     INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, holder_id, resource, starts_at),
  CONSTRAINT visits_claims_span CHECK (starts_at < ends_at AND ends_at - starts_at <= 86400000)
) WITHOUT ROWID;
CREATE INDEX visits_claims_clinic ON visits_claims (tenant_id, of_clinic, starts_at);
CREATE INDEX visits_claims_doctor ON visits_claims (tenant_id, doctor_id, starts_at) WHERE doctor_id IS NOT NULL;
-- The promise itself, bounded to one day, because no claim is longer.
CREATE INDEX visits_claims_resource ON visits_claims (tenant_id, resource, starts_at);
CREATE TRIGGER visits_claims_overlap BEFORE INSERT ON visits_claims
WHEN EXISTS (SELECT 1 FROM visits_claims c WHERE c.tenant_id = NEW.tenant_id AND c.resource = NEW.resource
  AND c.starts_at < NEW.ends_at AND c.starts_at > NEW.starts_at - 86400000 AND c.ends_at > NEW.starts_at)
BEGIN SELECT RAISE(ABORT, 'visits_claims_overlap'); END;
CREATE TRIGGER visits_claims_fixed BEFORE UPDATE ON visits_claims
BEGIN SELECT RAISE(ABORT, 'visits_claims_fixed'); END;

-- What happened to a visit; seq is the version of the visit after it. Visits are
-- never deleted, and an event is written with its visit or not at all: a foreign
-- key would only cost a look-up for each.
CREATE TABLE visits_events (
  tenant_id TEXT NOT NULL,
  visit_id  TEXT NOT NULL,
  seq       INTEGER NOT NULL,
  step      TEXT NOT NULL,
  at        INTEGER NOT NULL,
  actor_id  TEXT,
  place_id  TEXT,
  party     TEXT NOT NULL,
  reason    TEXT NOT NULL,
  detail    TEXT NOT NULL,
  PRIMARY KEY (tenant_id, visit_id, seq)
) WITHOUT ROWID;
CREATE TRIGGER visits_events_update BEFORE UPDATE ON visits_events
BEGIN SELECT RAISE(ABORT, 'visits_events_append_only'); END;
CREATE TRIGGER visits_events_delete BEFORE DELETE ON visits_events
BEGIN SELECT RAISE(ABORT, 'visits_events_append_only'); END;

-- What follows a visit: a booked visit, a recall date, or none and why.
CREATE TABLE visits_next_steps (
  tenant_id     TEXT NOT NULL,
  visit_id      TEXT NOT NULL,
  clinic_id     TEXT NOT NULL,
  kind          TEXT NOT NULL CONSTRAINT visits_next_steps_kind CHECK (kind IN ('visit', 'recall', 'none')),
  next_visit_id TEXT,
  recall_day    TEXT,
  because       TEXT NOT NULL,
  set_at        INTEGER NOT NULL,
  set_by        TEXT,
  PRIMARY KEY (tenant_id, visit_id),
  CONSTRAINT visits_next_steps_one CHECK ((kind = 'visit') = (next_visit_id IS NOT NULL) AND (kind = 'recall') = (recall_day IS NOT NULL)
    AND (kind = 'none') = (because <> '')),
  CONSTRAINT visits_next_steps_visit FOREIGN KEY (tenant_id, visit_id) REFERENCES visits_visits (tenant_id, id),
  CONSTRAINT visits_next_steps_next FOREIGN KEY (tenant_id, next_visit_id) REFERENCES visits_visits (tenant_id, id)
) WITHOUT ROWID;
CREATE INDEX visits_next_steps_recall ON visits_next_steps (tenant_id, clinic_id, recall_day) WHERE recall_day IS NOT NULL;

-- Patients who would like to come, or to come earlier.
CREATE TABLE visits_waitlist (
  tenant_id     TEXT NOT NULL,
  id            TEXT NOT NULL,
  version       INTEGER NOT NULL,
  clinic_id     TEXT NOT NULL,
  patient_id    TEXT NOT NULL,
  visit_id      TEXT,
  template_id   TEXT NOT NULL,
  add_ons       TEXT NOT NULL,
  doctors       TEXT NOT NULL,
  from_day      TEXT,
  to_day        TEXT,
  parts         TEXT NOT NULL,
  reach_minutes INTEGER NOT NULL,
  urgent        BOOLEAN NOT NULL,
  appliance_arrived BOOLEAN NOT NULL,
  note          TEXT NOT NULL,
  state         TEXT NOT NULL CONSTRAINT visits_waitlist_state CHECK (state IN ('open', 'offered', 'booked', 'withdrawn')),
  offered_start INTEGER,
  offered_until INTEGER,
  booked_id     TEXT,
  since_at      INTEGER NOT NULL,
  created_by    TEXT,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT visits_waitlist_patient FOREIGN KEY (tenant_id, patient_id) REFERENCES patients_patients (tenant_id, id),
  CONSTRAINT visits_waitlist_visit FOREIGN KEY (tenant_id, visit_id) REFERENCES visits_visits (tenant_id, id),
  CONSTRAINT visits_waitlist_booked FOREIGN KEY (tenant_id, booked_id) REFERENCES visits_visits (tenant_id, id),
  CONSTRAINT visits_waitlist_template FOREIGN KEY (tenant_id, template_id) REFERENCES visits_templates (tenant_id, id)
) WITHOUT ROWID;
CREATE INDEX visits_waitlist_open ON visits_waitlist (tenant_id, clinic_id, since_at) WHERE state IN ('open', 'offered');
CREATE INDEX visits_waitlist_of ON visits_waitlist (tenant_id, patient_id);

-- Secret addresses: a doctor's calendar, a clinic's call-in screen. Only a digest
-- of the secret is kept; a renewal makes a new row and ends the old one.
CREATE TABLE visits_addresses (
  tenant_id  TEXT NOT NULL,
  id         TEXT NOT NULL,
  kind       TEXT NOT NULL CONSTRAINT visits_addresses_kind CHECK (kind IN ('calendar', 'call_screen')),
  owner_id   TEXT NOT NULL,
  digest     TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  created_by TEXT,
  ended_at   INTEGER,
  PRIMARY KEY (tenant_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX visits_addresses_digest ON visits_addresses (tenant_id, digest);
CREATE UNIQUE INDEX visits_addresses_now ON visits_addresses (tenant_id, kind, owner_id) WHERE ended_at IS NULL;
