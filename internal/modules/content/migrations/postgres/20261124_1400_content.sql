-- What patients are given to read, by kind and key, once the group has changed it;
-- until then it stands as the program brings it. revision is the newest one.
CREATE TABLE content_pieces (
  tenant_id  UUID NOT NULL,
  kind       TEXT COLLATE "C" NOT NULL CONSTRAINT content_pieces_kind CHECK (kind IN ('text', 'article')),
  key        TEXT COLLATE "C" NOT NULL,
  version    BIGINT NOT NULL,
  revision   BIGINT NOT NULL CONSTRAINT content_pieces_revision CHECK (revision >= 1),
  retired_at BIGINT,
  PRIMARY KEY (tenant_id, kind, key)
);

-- How a piece read from an instant on; written once.
CREATE TABLE content_revisions (
  tenant_id UUID NOT NULL,
  kind      TEXT COLLATE "C" NOT NULL,
  key       TEXT COLLATE "C" NOT NULL,
  revision  BIGINT NOT NULL CONSTRAINT content_revisions_revision CHECK (revision >= 1),
  body      TEXT NOT NULL,
  note      TEXT NOT NULL,
  made_at   BIGINT NOT NULL,
  made_by   UUID,
  PRIMARY KEY (tenant_id, kind, key, revision),
  CONSTRAINT content_revisions_piece FOREIGN KEY (tenant_id, kind, key) REFERENCES content_pieces (tenant_id, kind, key)
);

-- What a coupon is worth, and how many are left to be given.
CREATE TABLE content_faces (
  tenant_id  UUID NOT NULL,
  id         UUID NOT NULL,
  version    BIGINT NOT NULL,
  key        TEXT COLLATE "C" NOT NULL,
  name_zh    TEXT NOT NULL,
  name_en    TEXT NOT NULL,
  terms_zh   TEXT NOT NULL,
  terms_en   TEXT NOT NULL,
  class      TEXT COLLATE "C" NOT NULL,
  worth      TEXT COLLATE "C" NOT NULL CONSTRAINT content_faces_worth CHECK (worth IN ('amount', 'percent', 'item')),
  value      BIGINT NOT NULL CONSTRAINT content_faces_value CHECK (value >= 0),
  item_id    UUID,
  min_spend  BIGINT NOT NULL CONSTRAINT content_faces_min_spend CHECK (min_spend >= 0),
  days       BIGINT NOT NULL CONSTRAINT content_faces_days CHECK (days >= 0),
  until_day  TEXT COLLATE "C" NOT NULL,
  per_house  BIGINT NOT NULL CONSTRAINT content_faces_per_house CHECK (per_house >= 1),
  stock      BIGINT NOT NULL,
  remaining  BIGINT NOT NULL CONSTRAINT content_faces_remaining CHECK (remaining >= 0),
  retired    BOOLEAN NOT NULL,
  made_at    BIGINT NOT NULL,
  made_by    UUID,
  PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX content_faces_key ON content_faces (tenant_id, key);

-- Coupons in patients' hands. slot counts those of a household, from 1 to what the
-- face allows; of two that race for one, one hears that there is none.
CREATE TABLE content_coupons (
  tenant_id    UUID NOT NULL,
  id           UUID NOT NULL,
  face_id      UUID NOT NULL,
  patient_id   UUID NOT NULL,
  household_id UUID NOT NULL,
  slot         BIGINT CONSTRAINT content_coupons_slot CHECK (slot BETWEEN 1 AND 20),
  code         TEXT COLLATE "C" NOT NULL,
  grant_key    TEXT COLLATE "C" NOT NULL,
  granted_by   TEXT COLLATE "C" NOT NULL,
  granted_at   BIGINT NOT NULL,
  last_day     TEXT COLLATE "C" NOT NULL,
  ends_at      BIGINT NOT NULL,
  state        TEXT COLLATE "C" NOT NULL CONSTRAINT content_coupons_state CHECK (state IN ('held', 'used', 'expired', 'withdrawn')),
  bill_id      UUID,
  off          BIGINT NOT NULL CONSTRAINT content_coupons_off CHECK (off >= 0),
  closed_at    BIGINT,
  closed_by    UUID,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT content_coupons_face FOREIGN KEY (tenant_id, face_id) REFERENCES content_faces (tenant_id, id),
  CONSTRAINT content_coupons_closed CHECK ((state = 'held') = (closed_at IS NULL)),
  CONSTRAINT content_coupons_spent CHECK ((state = 'used') = (bill_id IS NOT NULL))
);
CREATE UNIQUE INDEX content_coupons_code ON content_coupons (tenant_id, code);
CREATE UNIQUE INDEX content_coupons_grant ON content_coupons (tenant_id, grant_key);
CREATE UNIQUE INDEX content_coupons_house ON content_coupons (tenant_id, face_id, household_id, slot) WHERE slot IS NOT NULL;
CREATE UNIQUE INDEX content_coupons_bill ON content_coupons (tenant_id, bill_id) WHERE bill_id IS NOT NULL;
CREATE INDEX content_coupons_patient ON content_coupons (tenant_id, patient_id, granted_at);
CREATE INDEX content_coupons_ends ON content_coupons (tenant_id, ends_at) WHERE state = 'held';
