-- Which tags of the group's list are shown at WeCom too. Of the group, as the list is.
CREATE TABLE messages_mirrored (
  tenant_id TEXT NOT NULL,
  tag_id    TEXT NOT NULL,
  since     INTEGER NOT NULL,
  by_staff  TEXT,
  PRIMARY KEY (tenant_id, tag_id)
) WITHOUT ROWID;

-- What such a tag is to an account: WeCom's number of it, '' = none yet, and the name
-- that it has there.
CREATE TABLE messages_tags (
  tenant_id  TEXT NOT NULL,
  account_id TEXT NOT NULL,
  tag_id     TEXT NOT NULL,
  number     TEXT NOT NULL,
  name       TEXT NOT NULL,
  refused    TEXT NOT NULL,
  refused_at INTEGER,
  PRIMARY KEY (tenant_id, account_id, tag_id),
  CONSTRAINT messages_tags_account FOREIGN KEY (tenant_id, account_id) REFERENCES messages_accounts (tenant_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX messages_tags_number ON messages_tags (tenant_id, account_id, number) WHERE number <> '';

-- Our own copy of what WeCom shows on an edge: it tells nobody of what was done through
-- the interface. A row that is not sure was asked for, to be put on or taken off, and
-- what came of it is not known.
CREATE TABLE messages_edge_tags (
  tenant_id  TEXT NOT NULL,
  address_id TEXT NOT NULL,
  userid     TEXT NOT NULL,
  tag_id     TEXT NOT NULL,
  sure       BOOLEAN NOT NULL,
  at         INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, address_id, userid, tag_id),
  CONSTRAINT messages_edge_tags_edge FOREIGN KEY (tenant_id, address_id, userid) REFERENCES messages_edges (tenant_id, address_id, userid)
) WITHOUT ROWID;
CREATE INDEX messages_edge_tags_tag ON messages_edge_tags (tenant_id, tag_id, sure);

-- What WeCom last refused of an edge; it goes when it takes something again.
CREATE TABLE messages_edge_refusals (
  tenant_id  TEXT NOT NULL,
  address_id TEXT NOT NULL,
  userid     TEXT NOT NULL,
  code       TEXT NOT NULL,
  at         INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, address_id, userid),
  CONSTRAINT messages_edge_refusals_edge FOREIGN KEY (tenant_id, address_id, userid) REFERENCES messages_edges (tenant_id, address_id, userid)
) WITHOUT ROWID;

-- Customers whose tags are to be compared. n grows when something changes again, so that
-- who worked one off sees whether it may go.
CREATE TABLE messages_tags_due (
  tenant_id  TEXT NOT NULL,
  address_id TEXT NOT NULL,
  account_id TEXT NOT NULL,
  n          INTEGER NOT NULL,
  tries      INTEGER NOT NULL,
  at         INTEGER NOT NULL,
  wake_at    INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, address_id),
  CONSTRAINT messages_tags_due_address FOREIGN KEY (tenant_id, address_id) REFERENCES messages_addresses (tenant_id, id)
) WITHOUT ROWID;
CREATE INDEX messages_tags_due_wake ON messages_tags_due (tenant_id, wake_at);
CREATE INDEX messages_tags_due_account ON messages_tags_due (tenant_id, account_id, wake_at);

-- What an account has to do about tags: by whom it is held, how far all its customers
-- were walked, when the next proof is.
CREATE TABLE messages_tags_work (
  tenant_id   TEXT NOT NULL,
  account_id  TEXT NOT NULL,
  held_until  INTEGER NOT NULL,
  walking     BOOLEAN NOT NULL,
  walked      TEXT,
  proving     BOOLEAN NOT NULL,
  flaws       INTEGER NOT NULL,
  verify      BOOLEAN NOT NULL,
  verified_at INTEGER,
  tries       INTEGER NOT NULL,
  wake_at     INTEGER NOT NULL,
  proof_at    INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, account_id),
  CONSTRAINT messages_tags_work_account FOREIGN KEY (tenant_id, account_id) REFERENCES messages_accounts (tenant_id, id)
) WITHOUT ROWID;
