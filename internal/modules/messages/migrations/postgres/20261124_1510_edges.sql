-- Which colleague knows which customer at WeCom, since when, and how it stands. What is
-- said later counts: callbacks come in any order. Of the group, as the addresses are.
CREATE TABLE messages_edges (
  tenant_id  uuid NOT NULL,
  address_id uuid NOT NULL,
  userid     text NOT NULL,
  account_id uuid NOT NULL,
  state      text NOT NULL CONSTRAINT messages_edges_state CHECK (state IN ('friend', 'half', 'deleted', 'left')),
  since      bigint,
  state_at   bigint NOT NULL,
  came_by    text NOT NULL,
  way        bigint NOT NULL,
  PRIMARY KEY (tenant_id, address_id, userid),
  CONSTRAINT messages_edges_address FOREIGN KEY (tenant_id, address_id) REFERENCES messages_addresses (tenant_id, id)
);
CREATE INDEX messages_edges_user ON messages_edges (tenant_id, account_id, userid, state);
CREATE INDEX messages_edges_came ON messages_edges (tenant_id, came_by) WHERE came_by <> '';

-- How far the customers were fetched whom colleagues had before the account was here.
CREATE TABLE messages_fetches (
  tenant_id  uuid NOT NULL,
  account_id uuid NOT NULL,
  state      text NOT NULL CONSTRAINT messages_fetches_state CHECK (state IN ('going', 'done', 'failed')),
  users      text NOT NULL,
  next       text NOT NULL,
  found      bigint NOT NULL,
  words      text NOT NULL,
  began_at   bigint NOT NULL,
  ended_at   bigint,
  PRIMARY KEY (tenant_id, account_id),
  CONSTRAINT messages_fetches_account FOREIGN KEY (tenant_id, account_id) REFERENCES messages_accounts (tenant_id, id)
);
