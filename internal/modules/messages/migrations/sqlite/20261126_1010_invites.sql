-- Invitations at the desk by which somebody binds their own WeChat to a patient, once.
-- The link's token stands here as a digest.
CREATE TABLE messages_invites (
  tenant_id  TEXT NOT NULL,
  id         TEXT NOT NULL,
  hash       TEXT NOT NULL,
  clinic_id  TEXT NOT NULL,
  patient_id TEXT NOT NULL,
  account_id TEXT NOT NULL,
  made_at    INTEGER NOT NULL,
  made_by    TEXT,
  expires_at INTEGER NOT NULL,
  ended_at   INTEGER,
  used_at    INTEGER,
  address_id TEXT,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT messages_invites_used CHECK ((used_at IS NULL) = (address_id IS NULL)),
  CONSTRAINT messages_invites_account FOREIGN KEY (tenant_id, account_id) REFERENCES messages_accounts (tenant_id, id),
  CONSTRAINT messages_invites_address FOREIGN KEY (tenant_id, address_id) REFERENCES messages_addresses (tenant_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX messages_invites_hash ON messages_invites (tenant_id, hash);
CREATE INDEX messages_invites_patient ON messages_invites (tenant_id, patient_id);

-- A browser that proves by way of an official account whose WeChat it is. The state that
-- travels and the browser's own secret stand here as digests, the provider's code sealed,
-- and only until it was asked about. taken: the binding that was last ended, for a minute.
CREATE TABLE messages_arrivals (
  tenant_id  TEXT NOT NULL,
  id         TEXT NOT NULL,
  hash       TEXT NOT NULL,
  browser    TEXT NOT NULL,
  account_id TEXT NOT NULL,
  invite_id  TEXT,
  state      TEXT NOT NULL CONSTRAINT messages_arrivals_state CHECK (state IN ('open', 'given', 'known', 'refused')),
  code       TEXT NOT NULL,
  reason     TEXT NOT NULL,
  address_id TEXT,
  taken      TEXT NOT NULL,
  made_at    INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT messages_arrivals_account FOREIGN KEY (tenant_id, account_id) REFERENCES messages_accounts (tenant_id, id),
  CONSTRAINT messages_arrivals_address FOREIGN KEY (tenant_id, address_id) REFERENCES messages_addresses (tenant_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX messages_arrivals_hash ON messages_arrivals (tenant_id, hash);
CREATE INDEX messages_arrivals_made ON messages_arrivals (tenant_id, made_at);
