-- When the earliest waiting row of a topic is due, in each group.
CREATE TABLE jobs_wake (
  tenant_id uuid   NOT NULL,
  topic     text   NOT NULL,
  due_at    bigint NOT NULL,
  PRIMARY KEY (tenant_id, topic)
);

-- The ticker asks across all groups.
CREATE INDEX jobs_wake_due ON jobs_wake (due_at);
