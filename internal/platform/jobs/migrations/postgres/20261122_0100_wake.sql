-- When the earliest waiting row of a topic is due, in each group.
CREATE TABLE jobs_wake (
  tenant_id uuid   NOT NULL,
  topic     text   NOT NULL,
  due_at    bigint NOT NULL,
  PRIMARY KEY (tenant_id, topic)
);

-- The ticker asks across all groups.
CREATE INDEX jobs_wake_due ON jobs_wake (due_at);

-- Until when a ticker has a topic in hand. A table of its own, because use cases
-- hold rows of jobs_wake and the ticker must not wait for them to begin.
CREATE TABLE jobs_wake_held (
  tenant_id uuid   NOT NULL,
  topic     text   NOT NULL,
  until_at  bigint NOT NULL,
  PRIMARY KEY (tenant_id, topic)
);
