-- Behind the link of a message: why it came, and how to stop what one does not want.
-- The link itself stands in the message alone; here is what its token digests to.
CREATE TABLE messages_doors (
  tenant_id  uuid NOT NULL,
  hash       text NOT NULL,
  message_id uuid NOT NULL,
  clinic_id  uuid NOT NULL,
  made_at    bigint NOT NULL,
  PRIMARY KEY (tenant_id, hash),
  CONSTRAINT messages_doors_message FOREIGN KEY (tenant_id, message_id) REFERENCES messages_messages (tenant_id, id)
);
