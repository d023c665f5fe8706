-- Papers of receipts and refunds that were handed out: seq 1 is the original, the
-- others are reprints. content is the SHA-256 of what is written on it, sha256
-- that of the bytes. Only ever added.
CREATE TABLE billing_papers (
  tenant_id TEXT NOT NULL,
  id        TEXT NOT NULL,
  clinic_id TEXT NOT NULL,
  kind      TEXT NOT NULL CONSTRAINT billing_papers_kind CHECK (kind IN ('receipt', 'refund')),
  of_id     TEXT NOT NULL,
  seq       INTEGER NOT NULL CONSTRAINT billing_papers_seq CHECK (seq > 0),
  form      TEXT NOT NULL CONSTRAINT billing_papers_form CHECK (form IN ('a5', 'roll')),
  locale    TEXT NOT NULL,
  content   TEXT NOT NULL,
  sha256    TEXT NOT NULL,
  made_at   INTEGER NOT NULL,
  made_by   TEXT,
  PRIMARY KEY (tenant_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX billing_papers_of ON billing_papers (tenant_id, of_id, seq);
CREATE TRIGGER billing_papers_delete BEFORE DELETE ON billing_papers
BEGIN SELECT RAISE(ABORT, 'billing_append_only'); END;
CREATE TRIGGER billing_papers_update BEFORE UPDATE ON billing_papers
BEGIN SELECT RAISE(ABORT, 'billing_append_only'); END;
