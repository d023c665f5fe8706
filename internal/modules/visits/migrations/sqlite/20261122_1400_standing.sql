-- Chairs, rooms and counters of a clinic. hours is '' where the place is open
-- whenever the clinic is.
CREATE TABLE visits_places (
  tenant_id TEXT NOT NULL,
  id        TEXT NOT NULL,
  version   INTEGER NOT NULL,
  clinic_id TEXT NOT NULL,
  name      TEXT NOT NULL,
  kind      TEXT NOT NULL CONSTRAINT visits_places_kind CHECK (kind IN ('K', 'X', 'C', 'Y', 'desk', 'online')),
  area      TEXT NOT NULL CONSTRAINT visits_places_area CHECK (area IN ('', 'ortho', 'general')),
  tags      TEXT NOT NULL,
  position  INTEGER NOT NULL,
  hours     TEXT NOT NULL,
  active    BOOLEAN NOT NULL,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT visits_places_clinic FOREIGN KEY (tenant_id, clinic_id) REFERENCES org_clinics (tenant_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX visits_places_name ON visits_places (tenant_id, clinic_id, name) WHERE active;

-- A place that cannot be used for a while; its claims stand in visits_claims.
CREATE TABLE visits_blocks (
  tenant_id  TEXT NOT NULL,
  id         TEXT NOT NULL,
  clinic_id  TEXT NOT NULL,
  place_id   TEXT NOT NULL,
  starts_at  INTEGER NOT NULL,
  ends_at    INTEGER NOT NULL,
  reason     TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  created_by TEXT,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT visits_blocks_span CHECK (starts_at < ends_at),
  CONSTRAINT visits_blocks_place FOREIGN KEY (tenant_id, place_id) REFERENCES visits_places (tenant_id, id)
) WITHOUT ROWID;
CREATE INDEX visits_blocks_when ON visits_blocks (tenant_id, clinic_id, ends_at);

-- The kinds of visit of the group.
CREATE TABLE visits_templates (
  tenant_id       TEXT NOT NULL,
  id              TEXT NOT NULL,
  version         INTEGER NOT NULL,
  code            TEXT NOT NULL,
  name_zh         TEXT NOT NULL,
  name_en         TEXT NOT NULL,
  label_zh        TEXT NOT NULL,
  label_en        TEXT NOT NULL,
  category        TEXT NOT NULL,
  area            TEXT NOT NULL CONSTRAINT visits_templates_area CHECK (area IN ('', 'ortho', 'general')),
  colour          TEXT NOT NULL CONSTRAINT visits_templates_colour CHECK (colour IN ('red', 'orange', 'green', 'blue', 'purple')),
  pattern         TEXT NOT NULL,
  school_age_late BOOLEAN NOT NULL,
  needs_appliance BOOLEAN NOT NULL,
  roles           TEXT NOT NULL,
  prepare         TEXT NOT NULL,
  acts            TEXT NOT NULL,
  interval_days   INTEGER NOT NULL,
  add_ons         TEXT NOT NULL,
  position        INTEGER NOT NULL,
  archived        BOOLEAN NOT NULL,
  PRIMARY KEY (tenant_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX visits_templates_code ON visits_templates (tenant_id, code);

-- Kinds of visit that a clinic does not offer.
CREATE TABLE visits_templates_off (
  tenant_id   TEXT NOT NULL,
  clinic_id   TEXT NOT NULL,
  template_id TEXT NOT NULL,
  PRIMARY KEY (tenant_id, clinic_id, template_id),
  CONSTRAINT visits_templates_off_template FOREIGN KEY (tenant_id, template_id) REFERENCES visits_templates (tenant_id, id)
) WITHOUT ROWID;

-- How many things a doctor can have at hand at once, where it is not one.
CREATE TABLE visits_lanes (
  tenant_id TEXT NOT NULL,
  doctor_id TEXT NOT NULL,
  lanes     INTEGER NOT NULL CONSTRAINT visits_lanes_few CHECK (lanes BETWEEN 1 AND 6),
  PRIMARY KEY (tenant_id, doctor_id)
) WITHOUT ROWID;

-- The weekly roster: a person's usual week at one clinic from a day on, as JSON
-- by weekday. Of several that hold on a day the one that began last counts.
CREATE TABLE visits_weeks (
  tenant_id TEXT NOT NULL,
  clinic_id TEXT NOT NULL,
  staff_id  TEXT NOT NULL,
  from_day  TEXT NOT NULL,
  to_day    TEXT,
  version   INTEGER NOT NULL,
  days      TEXT NOT NULL,
  PRIMARY KEY (tenant_id, clinic_id, staff_id, from_day),
  CONSTRAINT visits_weeks_days CHECK (to_day IS NULL OR to_day >= from_day),
  CONSTRAINT visits_weeks_clinic FOREIGN KEY (tenant_id, clinic_id) REFERENCES org_clinics (tenant_id, id),
  CONSTRAINT visits_weeks_staff_fk FOREIGN KEY (tenant_id, staff_id) REFERENCES org_staff (tenant_id, id)
) WITHOUT ROWID;
CREATE INDEX visits_weeks_staff ON visits_weeks (tenant_id, staff_id);

-- A single day that is not like its week; an empty work is a day off. who is the
-- letter of a pattern that the person counts as, '-' for people of no pool.
CREATE TABLE visits_shifts (
  tenant_id TEXT NOT NULL,
  clinic_id TEXT NOT NULL,
  staff_id  TEXT NOT NULL,
  day       TEXT NOT NULL,
  who       TEXT NOT NULL CONSTRAINT visits_shifts_who CHECK (who IN ('D', 'A', 'H', 'T', 'I', '-')),
  version   INTEGER NOT NULL,
  work      TEXT NOT NULL,
  breaks    TEXT NOT NULL,
  PRIMARY KEY (tenant_id, clinic_id, staff_id, day),
  CONSTRAINT visits_shifts_clinic FOREIGN KEY (tenant_id, clinic_id) REFERENCES org_clinics (tenant_id, id),
  CONSTRAINT visits_shifts_staff_fk FOREIGN KEY (tenant_id, staff_id) REFERENCES org_staff (tenant_id, id)
) WITHOUT ROWID;
CREATE INDEX visits_shifts_day ON visits_shifts (tenant_id, clinic_id, day);
CREATE INDEX visits_shifts_staff ON visits_shifts (tenant_id, staff_id, day);

-- Leave of a person, in all clinics; only approved leave counts.
CREATE TABLE visits_leave (
  tenant_id  TEXT NOT NULL,
  id         TEXT NOT NULL,
  version    INTEGER NOT NULL,
  staff_id   TEXT NOT NULL,
  from_day   TEXT NOT NULL,
  to_day     TEXT NOT NULL,
  reason     TEXT NOT NULL,
  approved   BOOLEAN NOT NULL,
  created_at INTEGER NOT NULL,
  created_by TEXT,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT visits_leave_days CHECK (to_day >= from_day),
  CONSTRAINT visits_leave_staff_fk FOREIGN KEY (tenant_id, staff_id) REFERENCES org_staff (tenant_id, id)
) WITHOUT ROWID;
CREATE INDEX visits_leave_when ON visits_leave (tenant_id, staff_id, to_day);

-- Days that are not like their weekday. of_clinic is '' for all clinics; what a
-- clinic says for itself stands over it. opens and closes are minutes after
-- midnight, of the kind 'hours' only.
CREATE TABLE visits_calendar (
  tenant_id TEXT NOT NULL,
  id        TEXT NOT NULL,
  version   INTEGER NOT NULL,
  of_clinic TEXT NOT NULL,
  kind      TEXT NOT NULL CONSTRAINT visits_calendar_kind
    CHECK (kind IN ('closed', 'holiday', 'make_up', 'school_break', 'hours', 'ordinary')),
  from_day  TEXT NOT NULL,
  to_day    TEXT NOT NULL,
  name      TEXT NOT NULL,
  opens     INTEGER,
  closes    INTEGER,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT visits_calendar_days CHECK (to_day >= from_day),
  CONSTRAINT visits_calendar_hours CHECK ((kind = 'hours') = (opens IS NOT NULL) AND (opens IS NULL) = (closes IS NULL) AND (opens IS NULL OR opens < closes))
) WITHOUT ROWID;
CREATE UNIQUE INDEX visits_calendar_once ON visits_calendar (tenant_id, of_clinic, kind, from_day);

-- How a doctor wants a weekday to run.
CREATE TABLE visits_day_templates (
  tenant_id TEXT NOT NULL,
  clinic_id TEXT NOT NULL,
  doctor_id TEXT NOT NULL,
  weekday   INTEGER NOT NULL CONSTRAINT visits_day_templates_weekday CHECK (weekday BETWEEN 0 AND 6),
  version   INTEGER NOT NULL,
  rules     TEXT NOT NULL,
  PRIMARY KEY (tenant_id, clinic_id, doctor_id, weekday)
) WITHOUT ROWID;

-- Where doctors are: marks, only ever added; the last one of a day counts.
CREATE TABLE visits_presence (
  tenant_id TEXT NOT NULL,
  id        TEXT NOT NULL,
  of_clinic TEXT NOT NULL,
  doctor_id TEXT NOT NULL,
  day       TEXT NOT NULL,
  state     TEXT NOT NULL CONSTRAINT visits_presence_state CHECK (state IN ('on_site', 'away', 'off', 'undone')),
  at        INTEGER NOT NULL,
  back_at   INTEGER,
  reason    TEXT NOT NULL,
  actor_id  TEXT,
  PRIMARY KEY (tenant_id, id)
) WITHOUT ROWID;
CREATE INDEX visits_presence_day ON visits_presence (tenant_id, of_clinic, day, at);

-- Who answers an emergency of a clinic, and when. Two duties of a clinic do not
-- overlap, which is kept under a lock of the clinic's duties.
CREATE TABLE visits_duty (
  tenant_id    TEXT NOT NULL,
  id           TEXT NOT NULL,
  version      INTEGER NOT NULL,
  clinic_id    TEXT NOT NULL,
  doctor_id    TEXT NOT NULL,
  assistant_id TEXT,
  starts_at    INTEGER NOT NULL,
  ends_at      INTEGER NOT NULL,
  note         TEXT NOT NULL,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT visits_duty_span CHECK (starts_at < ends_at),
  CONSTRAINT visits_duty_doctor FOREIGN KEY (tenant_id, doctor_id) REFERENCES org_staff (tenant_id, id),
  CONSTRAINT visits_duty_assistant FOREIGN KEY (tenant_id, assistant_id) REFERENCES org_staff (tenant_id, id)
) WITHOUT ROWID;
CREATE INDEX visits_duty_when ON visits_duty (tenant_id, clinic_id, ends_at);

-- Booked visits that a change of roster, leave, calendar or places left without
-- something they need: a work list. clashes is JSON.
CREATE TABLE visits_misfits (
  tenant_id  TEXT NOT NULL,
  visit_id   TEXT NOT NULL,
  clinic_id  TEXT NOT NULL,
  day        TEXT NOT NULL,
  cause      TEXT NOT NULL CONSTRAINT visits_misfits_cause
    CHECK (cause IN ('week', 'shift', 'leave', 'calendar', 'place', 'lanes')),
  clashes    TEXT NOT NULL,
  found_at   INTEGER NOT NULL,
  found_by   TEXT,
  settled_at INTEGER,
  settled_by TEXT,
  PRIMARY KEY (tenant_id, visit_id)
) WITHOUT ROWID;
CREATE INDEX visits_misfits_open ON visits_misfits (tenant_id, clinic_id, day) WHERE settled_at IS NULL;
