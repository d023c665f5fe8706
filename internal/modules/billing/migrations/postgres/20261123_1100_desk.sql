-- What of a line's price was taken off, in the order of the house; whether the
-- line is for the insurance to settle, and why not where it could be.
ALTER TABLE billing_lines ADD COLUMN off TEXT COLLATE "C" NOT NULL DEFAULT '{}';
ALTER TABLE billing_lines ADD COLUMN insured BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE billing_lines ADD COLUMN self_pay TEXT COLLATE "C" NOT NULL DEFAULT '';
CREATE TRIGGER billing_lines_priced BEFORE UPDATE OF off, insured, self_pay ON billing_lines
FOR EACH ROW EXECUTE FUNCTION billing_refuse();

-- A desk bill whose discount somebody else must approve first: nothing of it is
-- charged. Approved, it becomes the bill of the same id. What people wrote of it
-- goes with an erased person.
CREATE TABLE billing_asked (
  tenant_id  UUID NOT NULL,
  id         UUID NOT NULL,
  clinic_id  UUID NOT NULL,
  patient_id UUID NOT NULL,
  state      TEXT COLLATE "C" NOT NULL CONSTRAINT billing_asked_state CHECK (state IN ('waiting', 'approved', 'refused', 'withdrawn')),
  day        TEXT COLLATE "C" NOT NULL,
  lines      TEXT COLLATE "C" NOT NULL,
  list       BIGINT NOT NULL,
  net        BIGINT NOT NULL CONSTRAINT billing_asked_net CHECK (net >= 0 AND net <= list),
  given      BIGINT NOT NULL CONSTRAINT billing_asked_given CHECK (given > 0),
  share      INTEGER NOT NULL CONSTRAINT billing_asked_share CHECK (share > 0 AND share <= 10000),
  why        TEXT COLLATE "C" NOT NULL,
  asked_at   BIGINT NOT NULL,
  asked_by   UUID,
  settled_at BIGINT,
  settled_by UUID,
  note       TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX billing_asked_patient ON billing_asked (tenant_id, patient_id, id);
CREATE INDEX billing_asked_waiting ON billing_asked (tenant_id, clinic_id, id) WHERE state = 'waiting';
CREATE TRIGGER billing_asked_delete BEFORE DELETE ON billing_asked
FOR EACH ROW EXECUTE FUNCTION billing_refuse();
CREATE TRIGGER billing_asked_update BEFORE UPDATE OF tenant_id, id, clinic_id, day, lines, list, net, given, share, asked_at, asked_by ON billing_asked
FOR EACH ROW EXECUTE FUNCTION billing_refuse();
CREATE TRIGGER billing_asked_once BEFORE UPDATE OF state, settled_at, settled_by ON billing_asked
FOR EACH ROW WHEN (OLD.state <> 'waiting') EXECUTE FUNCTION billing_refuse();

-- What a bank or platform says came in on a day by one means, put beside the
-- books. The one noted last counts.
CREATE TABLE billing_statements (
  tenant_id UUID NOT NULL,
  id        UUID NOT NULL,
  clinic_id UUID NOT NULL,
  day       TEXT COLLATE "C" NOT NULL,
  means     TEXT COLLATE "C" NOT NULL,
  booked    BIGINT NOT NULL,
  stated    BIGINT NOT NULL,
  reason    TEXT COLLATE "C" NOT NULL,
  noted_at  BIGINT NOT NULL,
  noted_by  UUID,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT billing_statements_why CHECK (stated = booked OR reason <> '')
);
CREATE INDEX billing_statements_day ON billing_statements (tenant_id, clinic_id, day, id);
CREATE TRIGGER billing_statements_delete BEFORE DELETE ON billing_statements
FOR EACH ROW EXECUTE FUNCTION billing_refuse();
CREATE TRIGGER billing_statements_update BEFORE UPDATE ON billing_statements
FOR EACH ROW EXECUTE FUNCTION billing_refuse();
