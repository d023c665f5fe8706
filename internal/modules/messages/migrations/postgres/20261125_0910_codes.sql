-- Codes by which people add colleagues at WeCom (渠道活码), of a clinic. key travels as
-- the state of whoever comes by one: it says nothing by itself, and stays when a code is
-- made anew. untold: WeCom does not know yet what was decided here.
CREATE TABLE messages_codes (
  tenant_id  uuid NOT NULL,
  id         uuid NOT NULL,
  version    bigint NOT NULL,
  clinic_id  uuid NOT NULL,
  account_id uuid NOT NULL,
  name       text NOT NULL,
  owners     text NOT NULL,
  key        text NOT NULL,
  config     text NOT NULL,
  picture    text NOT NULL,
  source     text NOT NULL,
  state      text NOT NULL CONSTRAINT messages_codes_state CHECK (state IN ('asked', 'making', 'made', 'unknown', 'failed', 'ended')),
  reason     text NOT NULL,
  untold     boolean NOT NULL,
  state_at   bigint NOT NULL,
  added_at   bigint NOT NULL,
  added_by   uuid,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT messages_codes_account FOREIGN KEY (tenant_id, account_id) REFERENCES messages_accounts (tenant_id, id)
);
CREATE UNIQUE INDEX messages_codes_key ON messages_codes (tenant_id, key);
CREATE INDEX messages_codes_clinic ON messages_codes (tenant_id, clinic_id);
