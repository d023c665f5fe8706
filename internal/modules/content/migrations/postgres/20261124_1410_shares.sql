-- Pictures and videos of articles, of no patient; the bytes stand in the file store.
CREATE TABLE content_files (
  tenant_id UUID NOT NULL,
  id        UUID NOT NULL,
  hash      TEXT COLLATE "C" NOT NULL,
  media     TEXT COLLATE "C" NOT NULL CONSTRAINT content_files_media CHECK (media IN ('image/jpeg', 'video/mp4')),
  name      TEXT NOT NULL,
  size      BIGINT NOT NULL,
  width     BIGINT NOT NULL,
  height    BIGINT NOT NULL,
  added_at  BIGINT NOT NULL,
  added_by  UUID,
  PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX content_files_hash ON content_files (tenant_id, hash);

-- Addresses of articles. share_key is what made one: a message, a tap of a colleague.
CREATE TABLE content_shares (
  tenant_id  UUID NOT NULL,
  id         UUID NOT NULL,
  share_key  TEXT COLLATE "C" NOT NULL,
  article    TEXT COLLATE "C" NOT NULL,
  patient_id UUID,
  made_by    TEXT COLLATE "C" NOT NULL,
  made_at    BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  opens      BIGINT NOT NULL,
  first_at   BIGINT,
  last_at    BIGINT,
  last_day   TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX content_shares_key ON content_shares (tenant_id, share_key);
CREATE INDEX content_shares_patient ON content_shares (tenant_id, patient_id, made_at) WHERE patient_id IS NOT NULL;
CREATE INDEX content_shares_article ON content_shares (tenant_id, article);
