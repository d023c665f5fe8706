CREATE TABLE httpapi_once (
  tenant_id TEXT NOT NULL,
  actor_id  TEXT NOT NULL,
  route     TEXT NOT NULL,
  idem_key  TEXT NOT NULL,
  body_hash TEXT NOT NULL,
  answer    TEXT NOT NULL,
  at        INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, actor_id, route, idem_key)
) WITHOUT ROWID;
CREATE INDEX httpapi_once_at ON httpapi_once (tenant_id, at);
