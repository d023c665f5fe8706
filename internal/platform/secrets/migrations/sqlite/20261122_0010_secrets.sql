-- The key of one subject, sealed with a key of the installation; NULL once it
-- was dropped, and the row stays so that it is never made again.
CREATE TABLE secrets_subjects (
  tenant_id  TEXT NOT NULL,
  subject_id TEXT NOT NULL,
  sealed_key TEXT,
  dropped_at INTEGER,
  PRIMARY KEY (tenant_id, subject_id),
  CONSTRAINT secrets_subjects_state CHECK ((sealed_key IS NULL) <> (dropped_at IS NULL))
);

-- Fingerprints of the installation's keys; of no group.
CREATE TABLE secrets_keys (
  key_id      TEXT NOT NULL PRIMARY KEY,
  fingerprint TEXT NOT NULL,
  added_at    INTEGER NOT NULL
);
