-- When the earliest waiting row of a topic is due, in each group, and until when
-- a ticker has it in hand.
CREATE TABLE jobs_wake (
  tenant_id  TEXT   NOT NULL,
  topic      TEXT   NOT NULL,
  due_at     BIGINT NOT NULL,
  held_until BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, topic)
) WITHOUT ROWID;

-- The ticker asks across all groups.
CREATE INDEX jobs_wake_due ON jobs_wake (due_at);
