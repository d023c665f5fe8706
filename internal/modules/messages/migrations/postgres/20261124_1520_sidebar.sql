-- A log-in by way of WeCom, from its beginning to its one use. The state that travels
-- and the browser that began it stand here as digests, the provider's code sealed, and
-- only until it was asked about.
CREATE TABLE messages_logins (
  tenant_id  uuid NOT NULL,
  id         uuid NOT NULL,
  hash       text NOT NULL,
  browser    text NOT NULL,
  account_id uuid NOT NULL,
  state      text NOT NULL CONSTRAINT messages_logins_state CHECK (state IN ('open', 'given', 'known', 'refused', 'spent')),
  code       text NOT NULL,
  reason     text NOT NULL,
  staff_id   uuid,
  made_at    bigint NOT NULL,
  expires_at bigint NOT NULL,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT messages_logins_account FOREIGN KEY (tenant_id, account_id) REFERENCES messages_accounts (tenant_id, id)
);
CREATE UNIQUE INDEX messages_logins_hash ON messages_logins (tenant_id, hash);
CREATE INDEX messages_logins_made ON messages_logins (tenant_id, made_at);

-- Tickets by which a page proves to WeCom's client that it is ours; sealed.
CREATE TABLE messages_tickets (
  tenant_id  uuid NOT NULL,
  account_id uuid NOT NULL,
  kind       text NOT NULL CONSTRAINT messages_tickets_kind CHECK (kind IN ('corp', 'agent')),
  ticket     text NOT NULL,
  until_at   bigint NOT NULL,
  PRIMARY KEY (tenant_id, account_id, kind),
  CONSTRAINT messages_tickets_account FOREIGN KEY (tenant_id, account_id) REFERENCES messages_accounts (tenant_id, id)
);

-- What a colleague says they sent to a customer in the chat; the text is sealed. WeCom
-- tells nobody whether it left.
CREATE TABLE messages_said (
  tenant_id  uuid NOT NULL,
  id         uuid NOT NULL,
  clinic_id  uuid NOT NULL,
  patient_id uuid,
  address_id uuid NOT NULL,
  staff_id   uuid NOT NULL,
  text_key   text NOT NULL,
  body       text NOT NULL,
  said_at    bigint NOT NULL,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT messages_said_address FOREIGN KEY (tenant_id, address_id) REFERENCES messages_addresses (tenant_id, id)
);
CREATE INDEX messages_said_address_at ON messages_said (tenant_id, address_id, said_at);
CREATE INDEX messages_said_patient ON messages_said (tenant_id, patient_id) WHERE patient_id IS NOT NULL;
