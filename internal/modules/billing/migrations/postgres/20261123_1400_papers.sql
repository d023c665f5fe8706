-- Papers of receipts and refunds that were handed out: seq 1 is the original, the
-- others are reprints. content is the SHA-256 of what is written on it, sha256
-- that of the bytes. Only ever added.
CREATE TABLE billing_papers (
  tenant_id UUID NOT NULL,
  id        UUID NOT NULL,
  clinic_id UUID NOT NULL,
  kind      TEXT COLLATE "C" NOT NULL CONSTRAINT billing_papers_kind CHECK (kind IN ('receipt', 'refund')),
  of_id     UUID NOT NULL,
  seq       INTEGER NOT NULL CONSTRAINT billing_papers_seq CHECK (seq > 0),
  form      TEXT COLLATE "C" NOT NULL CONSTRAINT billing_papers_form CHECK (form IN ('a5', 'roll')),
  locale    TEXT COLLATE "C" NOT NULL,
  content   TEXT COLLATE "C" NOT NULL,
  sha256    TEXT COLLATE "C" NOT NULL,
  made_at   BIGINT NOT NULL,
  made_by   UUID,
  PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX billing_papers_of ON billing_papers (tenant_id, of_id, seq);
CREATE TRIGGER billing_papers_delete BEFORE DELETE ON billing_papers
FOR EACH ROW EXECUTE FUNCTION billing_refuse();
CREATE TRIGGER billing_papers_update BEFORE UPDATE ON billing_papers
FOR EACH ROW EXECUTE FUNCTION billing_refuse();
