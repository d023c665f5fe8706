-- Codes by which people add colleagues at WeCom (渠道活码), of a clinic. key travels as
-- the state of whoever comes by one: it says nothing by itself, and stays when a code is
-- made anew. untold: WeCom does not know yet what was decided here.
CREATE TABLE messages_codes (
  tenant_id  TEXT NOT NULL,
  id         TEXT NOT NULL,
  version    INTEGER NOT NULL,
  clinic_id  TEXT NOT NULL,
  account_id TEXT NOT NULL,
  name       TEXT NOT NULL,
  owners     TEXT NOT NULL,
  key        TEXT NOT NULL,
  config     TEXT NOT NULL,
  picture    TEXT NOT NULL,
  source     TEXT NOT NULL,
  state      TEXT NOT NULL CONSTRAINT messages_codes_state CHECK (state IN ('asked', 'making', 'made', 'unknown', 'failed', 'ended')),
  reason     TEXT NOT NULL,
  untold     BOOLEAN NOT NULL,
  state_at   INTEGER NOT NULL,
  added_at   INTEGER NOT NULL,
  added_by   TEXT,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT messages_codes_account FOREIGN KEY (tenant_id, account_id) REFERENCES messages_accounts (tenant_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX messages_codes_key ON messages_codes (tenant_id, key);
CREATE INDEX messages_codes_clinic ON messages_codes (tenant_id, clinic_id);
