-- The catalogue belongs to the whole group; what differs by clinic names it in
-- for_clinic ('' = the group), which the door does not scope.
CREATE TABLE catalog_categories (
  tenant_id TEXT NOT NULL,
  code      TEXT NOT NULL,
  parent    TEXT,
  name_zh   TEXT NOT NULL,
  name_en   TEXT NOT NULL,
  position  INTEGER NOT NULL,
  version   INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, code),
  CONSTRAINT catalog_categories_parent FOREIGN KEY (tenant_id, parent) REFERENCES catalog_categories (tenant_id, code)
) WITHOUT ROWID;

CREATE TABLE catalog_items (
  tenant_id      TEXT NOT NULL,
  id             TEXT NOT NULL,
  code           TEXT NOT NULL,
  category       TEXT NOT NULL,
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
  position       INTEGER NOT NULL,
  created_at     INTEGER NOT NULL,
  version        INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT catalog_items_category FOREIGN KEY (tenant_id, category) REFERENCES catalog_categories (tenant_id, code)
) WITHOUT ROWID;
CREATE UNIQUE INDEX catalog_items_code ON catalog_items (tenant_id, code);
CREATE INDEX catalog_items_by_category ON catalog_items (tenant_id, category, position, code);

-- Appended only. seq counts the prices of an item in the order of recording;
-- amount is NULL where a clinic goes back to the group's price.
CREATE TABLE catalog_prices (
  tenant_id   TEXT NOT NULL,
  item_id     TEXT NOT NULL,
  seq         INTEGER NOT NULL,
  for_clinic  TEXT NOT NULL,
  from_day    TEXT NOT NULL,
  amount      INTEGER CONSTRAINT catalog_prices_amount CHECK (amount >= 0),
  note        TEXT NOT NULL,
  recorded_at INTEGER NOT NULL,
  recorded_by TEXT,
  PRIMARY KEY (tenant_id, item_id, seq),
  CONSTRAINT catalog_prices_group CHECK (amount IS NOT NULL OR for_clinic <> ''),
  CONSTRAINT catalog_prices_item FOREIGN KEY (tenant_id, item_id) REFERENCES catalog_items (tenant_id, id)
) WITHOUT ROWID;

-- Clinics that leave an item out, or took it in again.
CREATE TABLE catalog_offers (
  tenant_id  TEXT NOT NULL,
  item_id    TEXT NOT NULL,
  for_clinic TEXT NOT NULL,
  offered    BOOLEAN NOT NULL,
  PRIMARY KEY (tenant_id, item_id, for_clinic),
  CONSTRAINT catalog_offers_item FOREIGN KEY (tenant_id, item_id) REFERENCES catalog_items (tenant_id, id)
) WITHOUT ROWID;

CREATE TRIGGER catalog_prices_update BEFORE UPDATE ON catalog_prices
BEGIN SELECT RAISE(ABORT, 'catalog_prices_append_only'); END;
CREATE TRIGGER catalog_prices_delete BEFORE DELETE ON catalog_prices
BEGIN SELECT RAISE(ABORT, 'catalog_prices_append_only'); END;
