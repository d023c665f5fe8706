-- Invitations at the desk by which somebody binds their own WeChat to a patient, once.
-- The link's token stands here as a digest.
CREATE TABLE messages_invites (
  tenant_id  uuid NOT NULL,
  id         uuid NOT NULL,
  hash       text NOT NULL,
  clinic_id  uuid NOT NULL,
  patient_id uuid NOT NULL,
  account_id uuid NOT NULL,
  made_at    bigint NOT NULL,
  made_by    uuid,
  expires_at bigint NOT NULL,
  ended_at   bigint,
  used_at    bigint,
  address_id uuid,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT messages_invites_used CHECK ((used_at IS NULL) = (address_id IS NULL)),
  CONSTRAINT messages_invites_account FOREIGN KEY (tenant_id, account_id) REFERENCES messages_accounts (tenant_id, id),
  CONSTRAINT messages_invites_address FOREIGN KEY (tenant_id, address_id) REFERENCES messages_addresses (tenant_id, id)
);
CREATE UNIQUE INDEX messages_invites_hash ON messages_invites (tenant_id, hash);
CREATE INDEX messages_invites_patient ON messages_invites (tenant_id, patient_id);

-- A browser that proves by way of an official account whose WeChat it is. The state that
-- travels and the browser's own secret stand here as digests, the provider's code sealed,
-- and only until it was asked about. taken: the binding that was last ended, for a minute.
CREATE TABLE messages_arrivals (
  tenant_id  uuid NOT NULL,
  id         uuid NOT NULL,
  hash       text NOT NULL,
  browser    text NOT NULL,
  account_id uuid NOT NULL,
  invite_id  uuid,
  state      text NOT NULL CONSTRAINT messages_arrivals_state CHECK (state IN ('open', 'given', 'known', 'refused')),
  code       text NOT NULL,
  reason     text NOT NULL,
  address_id uuid,
  taken      text NOT NULL,
  made_at    bigint NOT NULL,
  expires_at bigint NOT NULL,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT messages_arrivals_account FOREIGN KEY (tenant_id, account_id) REFERENCES messages_accounts (tenant_id, id),
  CONSTRAINT messages_arrivals_address FOREIGN KEY (tenant_id, address_id) REFERENCES messages_addresses (tenant_id, id)
);
CREATE UNIQUE INDEX messages_arrivals_hash ON messages_arrivals (tenant_id, hash);
CREATE INDEX messages_arrivals_made ON messages_arrivals (tenant_id, made_at);
