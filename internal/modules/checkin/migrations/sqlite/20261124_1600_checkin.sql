-- A changed version of a programme never changes again: what was due under it can be
-- read for ever. What the program brings is version 1 and stands in no row.
CREATE TABLE checkin_programmes (
  tenant_id    TEXT NOT NULL,
  programme    TEXT NOT NULL,
  number       INTEGER NOT NULL CONSTRAINT checkin_programmes_number CHECK (number >= 2),
  body         TEXT NOT NULL,
  note         TEXT NOT NULL,
  published_at INTEGER NOT NULL,
  published_by TEXT,
  PRIMARY KEY (tenant_id, programme, number)
) WITHOUT ROWID;
CREATE TRIGGER checkin_programmes_update BEFORE UPDATE ON checkin_programmes BEGIN SELECT RAISE(ABORT, 'checkin_programmes_append_only'); END;
CREATE TRIGGER checkin_programmes_delete BEFORE DELETE ON checkin_programmes BEGIN SELECT RAISE(ABORT, 'checkin_programmes_append_only'); END;

-- A patient in a programme. of_id is the record at the time of joining: it keeps what
-- is unique of a person when two records are merged. next_day is the due day that is
-- waited for, opened whether its reminder went; wake_at is when something happens by
-- itself.
CREATE TABLE checkin_members (
  tenant_id           TEXT NOT NULL,
  id                  TEXT NOT NULL,
  version             INTEGER NOT NULL,
  clinic_id           TEXT NOT NULL,
  patient_id          TEXT NOT NULL,
  of_id               TEXT NOT NULL,
  programme           TEXT NOT NULL,
  variant             TEXT NOT NULL,
  stage_days          INTEGER NOT NULL CONSTRAINT checkin_members_stage CHECK (stage_days BETWEEN 0 AND 28),
  target              INTEGER NOT NULL CONSTRAINT checkin_members_target CHECK (target BETWEEN 0 AND 24),
  plan_id             TEXT,
  doctor_id           TEXT,
  follow_up_id        TEXT,
  remind_at           INTEGER NOT NULL CONSTRAINT checkin_members_remind CHECK (remind_at = 0 OR remind_at BETWEEN 450 AND 1290),
  from_day            TEXT NOT NULL,
  until_day           TEXT,
  state               TEXT NOT NULL CONSTRAINT checkin_members_state CHECK (state IN ('active', 'paused', 'left')),
  paused_from         TEXT,
  resume_on           TEXT,
  counts_from         TEXT NOT NULL,
  reason              TEXT NOT NULL,
  words               TEXT NOT NULL,
  next_day            TEXT,
  opened              BOOLEAN NOT NULL,
  wake_at             INTEGER,
  consent_by          TEXT NOT NULL CONSTRAINT checkin_members_consent CHECK (consent_by IN ('self', 'guardian')),
  consent_relation_id TEXT,
  consent_means       TEXT NOT NULL,
  joined_at           INTEGER NOT NULL,
  joined_by           TEXT,
  ended_at            INTEGER,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT checkin_members_ended CHECK ((state = 'left') = (ended_at IS NOT NULL)),
  CONSTRAINT checkin_members_rests CHECK ((state = 'paused') = (paused_from IS NOT NULL)),
  CONSTRAINT checkin_members_waits CHECK (state = 'active' OR NOT opened OR state = 'paused')
) WITHOUT ROWID;
CREATE UNIQUE INDEX checkin_members_once ON checkin_members (tenant_id, of_id, programme) WHERE state <> 'left';
CREATE INDEX checkin_members_wake ON checkin_members (tenant_id, wake_at, id) WHERE wake_at IS NOT NULL;
CREATE INDEX checkin_members_patient ON checkin_members (tenant_id, patient_id, from_day);
CREATE INDEX checkin_members_clinic ON checkin_members (tenant_id, clinic_id, state, from_day);

-- One due day of one member: one check-in, whoever sends it.
CREATE TABLE checkin_days (
  tenant_id TEXT NOT NULL,
  member_id TEXT NOT NULL,
  day       TEXT NOT NULL,
  clinic_id TEXT NOT NULL,
  state     TEXT NOT NULL CONSTRAINT checkin_days_state CHECK (state IN ('due', 'done', 'made_up', 'missed', 'paused', 'excused')),
  number    INTEGER NOT NULL,
  done_at   INTEGER,
  via       TEXT NOT NULL CONSTRAINT checkin_days_via CHECK (via IN ('', 'link', 'staff')),
  staff_id  TEXT,
  link_id   TEXT,
  claimed   TEXT NOT NULL,
  words     TEXT NOT NULL,
  PRIMARY KEY (tenant_id, member_id, day),
  CONSTRAINT checkin_days_done CHECK ((state IN ('done', 'made_up')) = (done_at IS NOT NULL)),
  CONSTRAINT checkin_days_member FOREIGN KEY (tenant_id, member_id) REFERENCES checkin_members (tenant_id, id)
) WITHOUT ROWID;
CREATE INDEX checkin_days_clinic ON checkin_days (tenant_id, clinic_id, day);

-- The page of a member, behind a link of which only the hash is kept.
CREATE TABLE checkin_links (
  tenant_id  TEXT NOT NULL,
  id         TEXT NOT NULL,
  clinic_id  TEXT NOT NULL,
  member_id  TEXT NOT NULL,
  token_hash TEXT NOT NULL,
  made_at    INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT checkin_links_member FOREIGN KEY (tenant_id, member_id) REFERENCES checkin_members (tenant_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX checkin_links_token ON checkin_links (tenant_id, token_hash);
CREATE INDEX checkin_links_member_at ON checkin_links (tenant_id, member_id, expires_at);
