-- What of a line's price was taken off, in the order of the house; whether the
-- line is for the insurance to settle, and why not where it could be.
ALTER TABLE billing_lines ADD COLUMN off TEXT NOT NULL DEFAULT '{}';
ALTER TABLE billing_lines ADD COLUMN insured BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE billing_lines ADD COLUMN self_pay TEXT NOT NULL DEFAULT '';
CREATE TRIGGER billing_lines_priced BEFORE UPDATE OF off, insured, self_pay ON billing_lines
BEGIN SELECT RAISE(ABORT, 'billing_append_only'); END;

-- A desk bill whose discount somebody else must approve first: nothing of it is
-- charged. Approved, it becomes the bill of the same id. What people wrote of it
-- goes with an erased person.
CREATE TABLE billing_asked (
  tenant_id  TEXT NOT NULL,
  id         TEXT NOT NULL,
  clinic_id  TEXT NOT NULL,
  patient_id TEXT NOT NULL,
  state      TEXT NOT NULL CONSTRAINT billing_asked_state CHECK (state IN ('waiting', 'approved', 'refused', 'withdrawn')),
  day        TEXT NOT NULL,
  lines      TEXT NOT NULL,
  list       INTEGER NOT NULL,
  net        INTEGER NOT NULL CONSTRAINT billing_asked_net CHECK (net >= 0 AND net <= list),
  given      INTEGER NOT NULL CONSTRAINT billing_asked_given CHECK (given > 0),
  share      INTEGER NOT NULL CONSTRAINT billing_asked_share CHECK (share > 0 AND share <= 10000),
  why        TEXT NOT NULL,
  asked_at   INTEGER NOT NULL,
  asked_by   TEXT,
  settled_at INTEGER,
  settled_by TEXT,
  note       TEXT NOT NULL,
  PRIMARY KEY (tenant_id, id)
) WITHOUT ROWID;
CREATE INDEX billing_asked_patient ON billing_asked (tenant_id, patient_id, id);
CREATE INDEX billing_asked_waiting ON billing_asked (tenant_id, clinic_id, id) WHERE state = 'waiting';
CREATE TRIGGER billing_asked_delete BEFORE DELETE ON billing_asked
BEGIN SELECT RAISE(ABORT, 'billing_append_only'); END;
CREATE TRIGGER billing_asked_update BEFORE UPDATE OF tenant_id, id, clinic_id, day, lines, list, net, given, share, asked_at, asked_by ON billing_asked
BEGIN SELECT RAISE(ABORT, 'billing_append_only'); END;
CREATE TRIGGER billing_asked_once BEFORE UPDATE OF state, settled_at, settled_by ON billing_asked WHEN OLD.state <> 'waiting'
BEGIN SELECT RAISE(ABORT, 'billing_append_only'); END;

-- What a bank or platform says came in on a day by one means, put beside the
-- books. The one noted last counts.
CREATE TABLE billing_statements (
  tenant_id TEXT NOT NULL,
  id        TEXT NOT NULL,
  clinic_id TEXT NOT NULL,
  day       TEXT NOT NULL,
  means     TEXT NOT NULL,
  booked    INTEGER NOT NULL,
  stated    INTEGER NOT NULL,
  reason    TEXT NOT NULL,
  noted_at  INTEGER NOT NULL,
  noted_by  TEXT,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT billing_statements_why CHECK (stated = booked OR reason <> '')
) WITHOUT ROWID;
CREATE INDEX billing_statements_day ON billing_statements (tenant_id, clinic_id, day, id);
CREATE TRIGGER billing_statements_delete BEFORE DELETE ON billing_statements
BEGIN SELECT RAISE(ABORT, 'billing_append_only'); END;
CREATE TRIGGER billing_statements_update BEFORE UPDATE ON billing_statements
BEGIN SELECT RAISE(ABORT, 'billing_append_only'); END;
