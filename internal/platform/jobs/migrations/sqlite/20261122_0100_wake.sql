-- When the earliest waiting row of a topic is due, in each group.
CREATE TABLE jobs_wake (
  tenant_id TEXT   NOT NULL,
  topic     TEXT   NOT NULL,
  due_at    BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, topic)
) WITHOUT ROWID;

-- The ticker asks across all groups.
CREATE INDEX jobs_wake_due ON jobs_wake (due_at);

-- Until when a ticker has a topic in hand. A table of its own, because use cases
-- hold rows of jobs_wake and the ticker must not wait for them to begin.
CREATE TABLE jobs_wake_held (
  tenant_id TEXT   NOT NULL,
  topic     TEXT   NOT NULL,
  until_at  BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, topic)
) WITHOUT ROWID;
