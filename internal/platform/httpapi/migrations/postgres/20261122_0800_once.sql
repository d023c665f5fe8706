CREATE TABLE httpapi_once (
  tenant_id uuid NOT NULL,
  actor_id  text NOT NULL,
  route     text NOT NULL,
  idem_key  text NOT NULL,
  body_hash text NOT NULL,
  answer    text NOT NULL,
  at        bigint NOT NULL,
  PRIMARY KEY (tenant_id, actor_id, route, idem_key)
);
CREATE INDEX httpapi_once_at ON httpapi_once (tenant_id, at);
