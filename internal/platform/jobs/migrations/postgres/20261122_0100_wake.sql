-- When the earliest waiting row of a topic is due, in each group, and until when
-- a ticker has it in hand.
CREATE TABLE jobs_wake (
  tenant_id  uuid   NOT NULL,
  topic      text   NOT NULL,
  due_at     bigint NOT NULL,
  held_until bigint NOT NULL,
  PRIMARY KEY (tenant_id, topic)
);

-- The ticker asks across all groups.
CREATE INDEX jobs_wake_due ON jobs_wake (due_at);
