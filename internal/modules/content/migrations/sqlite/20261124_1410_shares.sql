-- Pictures and videos of articles, of no patient; the bytes stand in the file store.
CREATE TABLE content_files (
  tenant_id TEXT NOT NULL,
  id        TEXT NOT NULL,
  hash      TEXT NOT NULL,
  media     TEXT NOT NULL CONSTRAINT content_files_media CHECK (media IN ('image/jpeg', 'video/mp4')),
  name      TEXT NOT NULL,
  size      INTEGER NOT NULL,
  width     INTEGER NOT NULL,
  height    INTEGER NOT NULL,
  added_at  INTEGER NOT NULL,
  added_by  TEXT,
  PRIMARY KEY (tenant_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX content_files_hash ON content_files (tenant_id, hash);

-- Addresses of articles. share_key is what made one: a message, a tap of a colleague.
CREATE TABLE content_shares (
  tenant_id  TEXT NOT NULL,
  id         TEXT NOT NULL,
  share_key  TEXT NOT NULL,
  article    TEXT NOT NULL,
  patient_id TEXT,
  made_by    TEXT NOT NULL,
  made_at    INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  opens      INTEGER NOT NULL,
  first_at   INTEGER,
  last_at    INTEGER,
  last_day   TEXT NOT NULL,
  PRIMARY KEY (tenant_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX content_shares_key ON content_shares (tenant_id, share_key);
CREATE INDEX content_shares_patient ON content_shares (tenant_id, patient_id, made_at) WHERE patient_id IS NOT NULL;
CREATE INDEX content_shares_article ON content_shares (tenant_id, article);
