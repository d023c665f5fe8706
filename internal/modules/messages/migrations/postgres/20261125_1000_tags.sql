-- Which tags of the group's list are shown at WeCom too. Of the group, as the list is.
CREATE TABLE messages_mirrored (
  tenant_id   uuid NOT NULL,
  tag_id      uuid NOT NULL,
  since       bigint NOT NULL,
  by_staff    uuid,
  PRIMARY KEY (tenant_id, tag_id)
);

-- What such a tag is to an account: WeCom's number of it, '' = none yet, and the name
-- that it has there.
CREATE TABLE messages_tags (
  tenant_id   uuid NOT NULL,
  account_id  uuid NOT NULL,
  tag_id      uuid NOT NULL,
  number      text NOT NULL,
  name        text NOT NULL,
  refused     text NOT NULL,
  refused_at  bigint,
  PRIMARY KEY (tenant_id, account_id, tag_id),
  CONSTRAINT messages_tags_account FOREIGN KEY (tenant_id, account_id) REFERENCES messages_accounts (tenant_id, id)
);
CREATE UNIQUE INDEX messages_tags_number ON messages_tags (tenant_id, account_id, number) WHERE number <> '';

-- Our own copy of what WeCom shows on an edge: it tells nobody of what was done through
-- the interface. A row that is not sure was asked for, to be put on or taken off, and
-- what came of it is not known.
CREATE TABLE messages_edge_tags (
  tenant_id   uuid NOT NULL,
  address_id  uuid NOT NULL,
  userid      text NOT NULL,
  tag_id      uuid NOT NULL,
  sure        boolean NOT NULL,
  at          bigint NOT NULL,
  PRIMARY KEY (tenant_id, address_id, userid, tag_id),
  CONSTRAINT messages_edge_tags_edge FOREIGN KEY (tenant_id, address_id, userid) REFERENCES messages_edges (tenant_id, address_id, userid)
);
CREATE INDEX messages_edge_tags_tag ON messages_edge_tags (tenant_id, tag_id, sure);

-- What WeCom last refused of an edge; it goes when it takes something again.
CREATE TABLE messages_edge_refusals (
  tenant_id   uuid NOT NULL,
  address_id  uuid NOT NULL,
  userid      text NOT NULL,
  code        text NOT NULL,
  at          bigint NOT NULL,
  PRIMARY KEY (tenant_id, address_id, userid),
  CONSTRAINT messages_edge_refusals_edge FOREIGN KEY (tenant_id, address_id, userid) REFERENCES messages_edges (tenant_id, address_id, userid)
);

-- Customers whose tags are to be compared. n grows when something changes again, so that
-- who worked one off sees whether it may go.
CREATE TABLE messages_tags_due (
  tenant_id   uuid NOT NULL,
  address_id  uuid NOT NULL,
  account_id  uuid NOT NULL,
  n           bigint NOT NULL,
  tries       bigint NOT NULL,
  at          bigint NOT NULL,
  wake_at     bigint NOT NULL,
  PRIMARY KEY (tenant_id, address_id),
  CONSTRAINT messages_tags_due_address FOREIGN KEY (tenant_id, address_id) REFERENCES messages_addresses (tenant_id, id)
);
CREATE INDEX messages_tags_due_wake ON messages_tags_due (tenant_id, wake_at);
CREATE INDEX messages_tags_due_account ON messages_tags_due (tenant_id, account_id, wake_at);

-- What an account has to do about tags: by whom it is held, how far all its customers
-- were walked, when the next proof is.
CREATE TABLE messages_tags_work (
  tenant_id   uuid NOT NULL,
  account_id  uuid NOT NULL,
  held_until  bigint NOT NULL,
  walking     boolean NOT NULL,
  walked      uuid,
  proving     boolean NOT NULL,
  flaws       bigint NOT NULL,
  verify      boolean NOT NULL,
  verified_at bigint,
  tries       bigint NOT NULL,
  wake_at     bigint NOT NULL,
  proof_at    bigint NOT NULL,
  PRIMARY KEY (tenant_id, account_id),
  CONSTRAINT messages_tags_work_account FOREIGN KEY (tenant_id, account_id) REFERENCES messages_accounts (tenant_id, id)
);
