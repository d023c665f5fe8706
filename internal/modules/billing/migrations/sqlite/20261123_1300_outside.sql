-- What of money was asked of the outside world, one row per request. held is what
-- of the tender waits to go back; about are the bills or lines that it is for.
CREATE TABLE billing_outside (
  tenant_id    TEXT NOT NULL,
  id           TEXT NOT NULL,
  clinic_id    TEXT NOT NULL,
  patient_id   TEXT NOT NULL,
  kind         TEXT NOT NULL,
  of_id        TEXT,
  about        TEXT NOT NULL,
  agreement_id TEXT,
  tender_id    TEXT,
  amount       INTEGER NOT NULL CONSTRAINT billing_outside_amount CHECK (amount >= 0),
  held         INTEGER NOT NULL CONSTRAINT billing_outside_held CHECK (held >= 0 AND held <= amount),
  reason       TEXT NOT NULL,
  receipt_id   TEXT,
  refund_id    TEXT,
  asked_at     INTEGER NOT NULL,
  asked_by     TEXT,
  over         BOOLEAN NOT NULL,
  booked_at    INTEGER,
  PRIMARY KEY (tenant_id, id)
) WITHOUT ROWID;
CREATE INDEX billing_outside_patient ON billing_outside (tenant_id, patient_id, id);
CREATE INDEX billing_outside_receipt ON billing_outside (tenant_id, receipt_id) WHERE receipt_id IS NOT NULL;
CREATE INDEX billing_outside_of ON billing_outside (tenant_id, of_id) WHERE of_id IS NOT NULL;

-- held is what of standing is on its way back through a provider: it is spent on
-- nothing meanwhile.
ALTER TABLE billing_tenders ADD COLUMN held INTEGER NOT NULL DEFAULT 0 CONSTRAINT billing_tenders_held CHECK (held >= 0 AND held <= standing);

-- It is booked once.
CREATE TRIGGER billing_outside_once BEFORE UPDATE OF booked_at ON billing_outside WHEN OLD.booked_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'billing_append_only'); END;
CREATE TRIGGER billing_outside_delete BEFORE DELETE ON billing_outside
BEGIN SELECT RAISE(ABORT, 'billing_append_only'); END;
