-- Which colleague knows which customer at WeCom, since when, and how it stands. What is
-- said later counts: callbacks come in any order. Of the group, as the addresses are.
CREATE TABLE messages_edges (
  tenant_id  TEXT NOT NULL,
  address_id TEXT NOT NULL,
  userid     TEXT NOT NULL,
  account_id TEXT NOT NULL,
  state      TEXT NOT NULL CONSTRAINT messages_edges_state CHECK (state IN ('friend', 'half', 'deleted', 'left')),
  since      INTEGER,
  state_at   INTEGER NOT NULL,
  came_by    TEXT NOT NULL,
  way        INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, address_id, userid),
  CONSTRAINT messages_edges_address FOREIGN KEY (tenant_id, address_id) REFERENCES messages_addresses (tenant_id, id)
) WITHOUT ROWID;
CREATE INDEX messages_edges_user ON messages_edges (tenant_id, account_id, userid, state);
CREATE INDEX messages_edges_came ON messages_edges (tenant_id, came_by) WHERE came_by <> '';

-- How far the customers were fetched whom colleagues had before the account was here.
CREATE TABLE messages_fetches (
  tenant_id  TEXT NOT NULL,
  account_id TEXT NOT NULL,
  state      TEXT NOT NULL CONSTRAINT messages_fetches_state CHECK (state IN ('going', 'done', 'failed')),
  users      TEXT NOT NULL,
  next       TEXT NOT NULL,
  found      INTEGER NOT NULL,
  words      TEXT NOT NULL,
  began_at   INTEGER NOT NULL,
  ended_at   INTEGER,
  PRIMARY KEY (tenant_id, account_id),
  CONSTRAINT messages_fetches_account FOREIGN KEY (tenant_id, account_id) REFERENCES messages_accounts (tenant_id, id)
) WITHOUT ROWID;
