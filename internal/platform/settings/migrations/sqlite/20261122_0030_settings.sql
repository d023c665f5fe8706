-- One row per decision that differs from the default. for_clinic is '' for the
-- group's own value; it is not called clinic_id, because a clinic's staff reads
-- the group's values as well.
CREATE TABLE settings_values (
  tenant_id  TEXT NOT NULL,
  key        TEXT NOT NULL,
  for_clinic TEXT NOT NULL DEFAULT '',
  value      TEXT NOT NULL,
  changed_at INTEGER NOT NULL,
  changed_by TEXT,
  PRIMARY KEY (tenant_id, key, for_clinic)
) WITHOUT ROWID;
