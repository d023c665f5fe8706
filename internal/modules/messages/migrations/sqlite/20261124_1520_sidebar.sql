-- A log-in by way of WeCom, from its beginning to its one use. The state that travels
-- and the browser that began it stand here as digests, the provider's code sealed, and
-- only until it was asked about.
CREATE TABLE messages_logins (
  tenant_id  TEXT NOT NULL,
  id         TEXT NOT NULL,
  hash       TEXT NOT NULL,
  browser    TEXT NOT NULL,
  account_id TEXT NOT NULL,
  state      TEXT NOT NULL CONSTRAINT messages_logins_state CHECK (state IN ('open', 'given', 'known', 'refused', 'spent')),
  code       TEXT NOT NULL,
  reason     TEXT NOT NULL,
  staff_id   TEXT,
  made_at    INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT messages_logins_account FOREIGN KEY (tenant_id, account_id) REFERENCES messages_accounts (tenant_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX messages_logins_hash ON messages_logins (tenant_id, hash);
CREATE INDEX messages_logins_made ON messages_logins (tenant_id, made_at);

-- Tickets by which a page proves to WeCom's client that it is ours; sealed.
CREATE TABLE messages_tickets (
  tenant_id  TEXT NOT NULL,
  account_id TEXT NOT NULL,
  kind       TEXT NOT NULL CONSTRAINT messages_tickets_kind CHECK (kind IN ('corp', 'agent')),
  ticket     TEXT NOT NULL,
  until_at   INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, account_id, kind),
  CONSTRAINT messages_tickets_account FOREIGN KEY (tenant_id, account_id) REFERENCES messages_accounts (tenant_id, id)
) WITHOUT ROWID;

-- What a colleague says they sent to a customer in the chat; the text is sealed. WeCom
-- tells nobody whether it left.
CREATE TABLE messages_said (
  tenant_id  TEXT NOT NULL,
  id         TEXT NOT NULL,
  clinic_id  TEXT NOT NULL,
  patient_id TEXT,
  address_id TEXT NOT NULL,
  staff_id   TEXT NOT NULL,
  text_key   TEXT NOT NULL,
  body       TEXT NOT NULL,
  said_at    INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT messages_said_address FOREIGN KEY (tenant_id, address_id) REFERENCES messages_addresses (tenant_id, id)
) WITHOUT ROWID;
CREATE INDEX messages_said_address_at ON messages_said (tenant_id, address_id, said_at);
CREATE INDEX messages_said_patient ON messages_said (tenant_id, patient_id) WHERE patient_id IS NOT NULL;
