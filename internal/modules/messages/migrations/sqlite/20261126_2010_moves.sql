-- Customers on the way from one colleague to another at WeCom (客户继承). A move is written
-- before WeCom is asked; of a friendship at most one is open. words is what the customer
-- reads once it is done, sealed, the same for all of a batch. clinic: where it was decided.
CREATE TABLE messages_moves (
  tenant_id  TEXT NOT NULL,
  id         TEXT NOT NULL,
  clinic_id  TEXT NOT NULL,
  account_id TEXT NOT NULL,
  address_id TEXT NOT NULL,
  from_user  TEXT NOT NULL,
  to_user    TEXT NOT NULL,
  kind       TEXT NOT NULL CONSTRAINT messages_moves_kind CHECK (kind IN ('on_job', 'resigned')),
  state      TEXT NOT NULL CONSTRAINT messages_moves_state CHECK (state IN ('asked', 'asking', 'waiting', 'moved', 'refused', 'failed', 'unknown')),
  reason     TEXT NOT NULL,
  batch      TEXT NOT NULL,
  words      TEXT NOT NULL,
  asked_at   INTEGER NOT NULL,
  asked_by   TEXT,
  state_at   INTEGER NOT NULL,
  tries      INTEGER NOT NULL,
  wake_at    INTEGER,
  settled_at INTEGER,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT messages_moves_account FOREIGN KEY (tenant_id, account_id) REFERENCES messages_accounts (tenant_id, id),
  CONSTRAINT messages_moves_address FOREIGN KEY (tenant_id, address_id) REFERENCES messages_addresses (tenant_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX messages_moves_open ON messages_moves (tenant_id, address_id, from_user) WHERE state IN ('asked', 'asking', 'waiting', 'unknown');
CREATE INDEX messages_moves_of ON messages_moves (tenant_id, address_id, asked_at);
CREATE INDEX messages_moves_wake ON messages_moves (tenant_id, wake_at) WHERE wake_at IS NOT NULL;
CREATE INDEX messages_moves_clinic ON messages_moves (tenant_id, clinic_id, asked_at);

-- To whom a friendship went that is over because the customer was moved.
ALTER TABLE messages_edges ADD COLUMN moved_to TEXT NOT NULL DEFAULT '';
