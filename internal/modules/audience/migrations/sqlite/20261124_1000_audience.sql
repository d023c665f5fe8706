-- The people of whom rules speak: one narrow row each, with what rules ask of them.
-- no is a number of the house's own, so that the tables below stay narrow; hash is
-- 31 bits made of the patient, for random parts. Days are '' where not known.
CREATE TABLE audience_people (
  tenant_id   TEXT NOT NULL,
  no          INTEGER NOT NULL,
  patient_id  TEXT NOT NULL,
  home_id     TEXT NOT NULL,
  zone        TEXT NOT NULL,
  hash        INTEGER NOT NULL,
  born        TEXT NOT NULL DEFAULT '',
  sex         TEXT NOT NULL DEFAULT '',
  source      TEXT NOT NULL DEFAULT '',
  class       TEXT NOT NULL DEFAULT '',
  doctor      TEXT NOT NULL DEFAULT '',
  home        TEXT NOT NULL DEFAULT '',
  registered  TEXT NOT NULL DEFAULT '',
  first_visit TEXT NOT NULL DEFAULT '',
  last_visit  TEXT NOT NULL DEFAULT '',
  next_visit  TEXT NOT NULL DEFAULT '',
  recall_due  TEXT NOT NULL DEFAULT '',
  prepaid_day TEXT NOT NULL DEFAULT '',
  prepaid     INTEGER NOT NULL DEFAULT 0,
  debt        INTEGER NOT NULL DEFAULT 0,
  ortho       TEXT NOT NULL DEFAULT '',
  ortho_kind  TEXT NOT NULL DEFAULT '',
  ortho_stage INTEGER NOT NULL DEFAULT 0,
  ortho_since TEXT NOT NULL DEFAULT '',
  important   BOOLEAN NOT NULL DEFAULT FALSE,
  wechat      BOOLEAN NOT NULL DEFAULT FALSE,
  phone       BOOLEAN NOT NULL DEFAULT FALSE,
  marketing   BOOLEAN NOT NULL DEFAULT FALSE,
  complaint   BOOLEAN NOT NULL DEFAULT FALSE,
  died        BOOLEAN NOT NULL DEFAULT FALSE,
  PRIMARY KEY (tenant_id, no)
) WITHOUT ROWID;
CREATE UNIQUE INDEX audience_people_patient ON audience_people (tenant_id, patient_id);

-- The zones of the people's home clinics: most groups have one.
CREATE TABLE audience_zones (
  tenant_id TEXT NOT NULL,
  zone      TEXT NOT NULL,
  PRIMARY KEY (tenant_id, zone)
) WITHOUT ROWID;

-- Attributes that have several words at once: the kinds of plan that are open.
CREATE TABLE audience_words (
  tenant_id TEXT NOT NULL,
  attr      TEXT NOT NULL,
  word      TEXT NOT NULL,
  person    INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, attr, word, person)
) WITHOUT ROWID;
CREATE INDEX audience_words_person ON audience_words (tenant_id, person, attr);

-- Who carries which tag, by whom it was given: a tag of a rule that is taken away
-- leaves the one that somebody gave by hand.
CREATE TABLE audience_tagged (
  tenant_id TEXT NOT NULL,
  tag       TEXT NOT NULL,
  person    INTEGER NOT NULL,
  source    TEXT NOT NULL CONSTRAINT audience_tagged_source CHECK (source IN ('rule', 'hand', 'wecom', 'journey')),
  since     INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, tag, person, source)
) WITHOUT ROWID;
CREATE INDEX audience_tagged_person ON audience_tagged (tenant_id, person, tag);

-- What happened to people, of the kinds that rules speak of. subject and part make a
-- happening one; day is that of the clinic where it happened. word, other and amount
-- mean what the kind's fields say. origin is who it happened to before a merge.
CREATE TABLE audience_happened (
  tenant_id TEXT NOT NULL,
  kind      TEXT NOT NULL,
  person    INTEGER NOT NULL,
  day       TEXT NOT NULL,
  subject   TEXT NOT NULL,
  part      INTEGER NOT NULL,
  at        INTEGER NOT NULL,
  word      TEXT NOT NULL,
  other     TEXT NOT NULL,
  amount    INTEGER NOT NULL,
  origin    INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, kind, person, day, subject, part)
) WITHOUT ROWID;
CREATE INDEX audience_happened_day ON audience_happened (tenant_id, kind, day, person);

-- How often, from when to when: what keeps a full build from counting everything.
CREATE TABLE audience_sums (
  tenant_id TEXT NOT NULL,
  kind      TEXT NOT NULL,
  person    INTEGER NOT NULL,
  n         INTEGER NOT NULL CONSTRAINT audience_sums_n CHECK (n > 0),
  first_day TEXT NOT NULL,
  last_day  TEXT NOT NULL,
  PRIMARY KEY (tenant_id, kind, person)
) WITHOUT ROWID;

-- A group of people by a rule. live is the version that is true now, 0 before the
-- first. tag is given to who is in it, and taken from who is not.
CREATE TABLE audience_segments (
  tenant_id  TEXT NOT NULL,
  id         TEXT NOT NULL,
  no         INTEGER NOT NULL,
  version    INTEGER NOT NULL,
  name       TEXT NOT NULL,
  note       TEXT NOT NULL,
  shipped    TEXT NOT NULL,
  tag        TEXT NOT NULL,
  state      TEXT NOT NULL CONSTRAINT audience_segments_state CHECK (state IN ('draft', 'live', 'archived')),
  live       INTEGER NOT NULL,
  size       INTEGER NOT NULL CONSTRAINT audience_segments_size CHECK (size >= 0),
  made_at    INTEGER NOT NULL,
  made_by    TEXT,
  changed_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT audience_segments_live CHECK ((state = 'draft') = (live = 0) OR state = 'archived')
) WITHOUT ROWID;
CREATE UNIQUE INDEX audience_segments_no ON audience_segments (tenant_id, no);
CREATE UNIQUE INDEX audience_segments_shipped ON audience_segments (tenant_id, shipped) WHERE shipped <> '';
CREATE UNIQUE INDEX audience_segments_tag ON audience_segments (tenant_id, tag) WHERE tag <> '' AND state <> 'archived';

-- The rules of a segment, one after the other. A version that was live is not changed.
CREATE TABLE audience_versions (
  tenant_id  TEXT NOT NULL,
  segment_id TEXT NOT NULL,
  number     INTEGER NOT NULL,
  rule       TEXT NOT NULL,
  hash       TEXT NOT NULL,
  made_at    INTEGER NOT NULL,
  made_by    TEXT,
  live_at    INTEGER,
  PRIMARY KEY (tenant_id, segment_id, number),
  CONSTRAINT audience_versions_segment FOREIGN KEY (tenant_id, segment_id) REFERENCES audience_segments (tenant_id, id)
) WITHOUT ROWID;

-- Who is in which segment, by their numbers, and since when.
CREATE TABLE audience_members (
  tenant_id TEXT NOT NULL,
  segment   INTEGER NOT NULL,
  person    INTEGER NOT NULL,
  since     INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, segment, person)
) WITHOUT ROWID;

-- Who came and went, in the order in which it was decided, with the fact that caused
-- it; '' where time passed or the rule was changed. past: the fact told of the past.
CREATE TABLE audience_deltas (
  tenant_id TEXT NOT NULL,
  batch     INTEGER NOT NULL,
  segment   INTEGER NOT NULL,
  person    INTEGER NOT NULL,
  inside    BOOLEAN NOT NULL,
  at        INTEGER NOT NULL,
  why       TEXT NOT NULL CONSTRAINT audience_deltas_why CHECK (why IN ('fact', 'time', 'version', 'proof', 'bulk')),
  cause     TEXT NOT NULL,
  past      BOOLEAN NOT NULL,
  PRIMARY KEY (tenant_id, batch, segment, person)
) WITHOUT ROWID;
CREATE INDEX audience_deltas_segment ON audience_deltas (tenant_id, segment, at);
CREATE INDEX audience_deltas_person ON audience_deltas (tenant_id, person, at);

-- Up to which day the passing of time has been looked at, for each segment whose rule
-- speaks of days and each zone; wake_at is when the next day begins there.
CREATE TABLE audience_turns (
  tenant_id TEXT NOT NULL,
  segment   INTEGER NOT NULL,
  zone      TEXT NOT NULL,
  day       TEXT NOT NULL,
  wake_at   INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, segment, zone)
) WITHOUT ROWID;
CREATE INDEX audience_turns_wake ON audience_turns (tenant_id, wake_at);

-- What changed and was not judged yet; person 0 = of so many that all are judged.
CREATE TABLE audience_dirty (
  tenant_id TEXT NOT NULL,
  id        TEXT NOT NULL,
  person    INTEGER NOT NULL,
  dep       TEXT NOT NULL,
  cause     TEXT NOT NULL,
  past      BOOLEAN NOT NULL,
  PRIMARY KEY (tenant_id, id)
) WITHOUT ROWID;

-- One row per group: the number of the last batch, and when the next proof is due.
CREATE TABLE audience_clock (
  tenant_id TEXT NOT NULL,
  batch     INTEGER NOT NULL,
  proof_at  INTEGER NOT NULL,
  PRIMARY KEY (tenant_id)
) WITHOUT ROWID;

-- Full builds and proofs: how many, how long (ms), and what a proof found wrong.
CREATE TABLE audience_builds (
  tenant_id  TEXT NOT NULL,
  id         TEXT NOT NULL,
  segment_id TEXT NOT NULL,
  number     INTEGER NOT NULL,
  why        TEXT NOT NULL CONSTRAINT audience_builds_why CHECK (why IN ('first', 'version', 'proof', 'bulk', 'asked')),
  at         INTEGER NOT NULL,
  took       INTEGER NOT NULL,
  size       INTEGER NOT NULL,
  entered    INTEGER NOT NULL,
  gone       INTEGER NOT NULL,
  flaws      INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, id)
) WITHOUT ROWID;
CREATE INDEX audience_builds_segment ON audience_builds (tenant_id, segment_id, at);

-- Whom a proof found wrongly in or out; it was put right at once.
CREATE TABLE audience_flaws (
  tenant_id TEXT NOT NULL,
  build_id  TEXT NOT NULL,
  person    INTEGER NOT NULL,
  inside    BOOLEAN NOT NULL,
  PRIMARY KEY (tenant_id, build_id, person),
  CONSTRAINT audience_flaws_build FOREIGN KEY (tenant_id, build_id) REFERENCES audience_builds (tenant_id, id)
) WITHOUT ROWID;
