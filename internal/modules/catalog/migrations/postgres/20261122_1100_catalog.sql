-- The catalogue belongs to the whole group; what differs by clinic names it in
-- for_clinic ('' = the group), which the door does not scope.
CREATE TABLE catalog_categories (
  tenant_id UUID NOT NULL,
  code      TEXT COLLATE "C" NOT NULL,
  parent    TEXT COLLATE "C",
  name_zh   TEXT NOT NULL,
  name_en   TEXT NOT NULL,
  position  BIGINT NOT NULL,
  version   BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, code),
  CONSTRAINT catalog_categories_parent FOREIGN KEY (tenant_id, parent) REFERENCES catalog_categories (tenant_id, code)
);

CREATE TABLE catalog_items (
  tenant_id      UUID NOT NULL,
  id             UUID NOT NULL,
  code           TEXT COLLATE "C" NOT NULL,
  category       TEXT COLLATE "C" NOT NULL,
  name_zh        TEXT NOT NULL,
  name_en        TEXT NOT NULL,
  unit           TEXT NOT NULL,
  teeth          TEXT NOT NULL,
  insured        BOOLEAN NOT NULL,
  discountable   BOOLEAN NOT NULL,
  followup_class TEXT NOT NULL,
  note_zh        TEXT NOT NULL,
  note_en        TEXT NOT NULL,
  search         TEXT NOT NULL,
  active         BOOLEAN NOT NULL,
  position       BIGINT NOT NULL,
  created_at     BIGINT NOT NULL,
  version        BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT catalog_items_category FOREIGN KEY (tenant_id, category) REFERENCES catalog_categories (tenant_id, code)
);
CREATE UNIQUE INDEX catalog_items_code ON catalog_items (tenant_id, code);
CREATE INDEX catalog_items_by_category ON catalog_items (tenant_id, category, position, code);

-- Appended only. seq counts the prices of an item in the order of recording;
-- amount is NULL where a clinic goes back to the group's price.
CREATE TABLE catalog_prices (
  tenant_id   UUID NOT NULL,
  item_id     UUID NOT NULL,
  seq         BIGINT NOT NULL,
  for_clinic  TEXT COLLATE "C" NOT NULL,
  from_day    TEXT COLLATE "C" NOT NULL,
  amount      BIGINT CONSTRAINT catalog_prices_amount CHECK (amount >= 0),
  note        TEXT NOT NULL,
  recorded_at BIGINT NOT NULL,
  recorded_by UUID,
  PRIMARY KEY (tenant_id, item_id, seq),
  CONSTRAINT catalog_prices_group CHECK (amount IS NOT NULL OR for_clinic <> ''),
  CONSTRAINT catalog_prices_item FOREIGN KEY (tenant_id, item_id) REFERENCES catalog_items (tenant_id, id)
);

-- Clinics that leave an item out, or took it in again.
CREATE TABLE catalog_offers (
  tenant_id  UUID NOT NULL,
  item_id    UUID NOT NULL,
  for_clinic TEXT COLLATE "C" NOT NULL,
  offered    BOOLEAN NOT NULL,
  PRIMARY KEY (tenant_id, item_id, for_clinic),
  CONSTRAINT catalog_offers_item FOREIGN KEY (tenant_id, item_id) REFERENCES catalog_items (tenant_id, id)
);

CREATE FUNCTION catalog_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'catalog_prices_append_only'; END $$;
CREATE TRIGGER catalog_prices_update BEFORE UPDATE ON catalog_prices FOR EACH ROW EXECUTE FUNCTION catalog_refuse();
CREATE TRIGGER catalog_prices_delete BEFORE DELETE ON catalog_prices FOR EACH ROW EXECUTE FUNCTION catalog_refuse();
