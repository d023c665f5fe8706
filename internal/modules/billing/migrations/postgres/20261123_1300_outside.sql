-- What of money was asked of the outside world, one row per request. held is what
-- of the tender waits to go back; about are the bills or lines that it is for.
CREATE TABLE billing_outside (
  tenant_id    uuid NOT NULL,
  id           uuid NOT NULL,
  clinic_id    uuid NOT NULL,
  patient_id   uuid NOT NULL,
  kind         text NOT NULL,
  of_id        uuid,
  about        text NOT NULL,
  agreement_id uuid,
  tender_id    uuid,
  amount       bigint NOT NULL CONSTRAINT billing_outside_amount CHECK (amount >= 0),
  held         bigint NOT NULL CONSTRAINT billing_outside_held CHECK (held >= 0 AND held <= amount),
  reason       text NOT NULL,
  receipt_id   uuid,
  refund_id    uuid,
  asked_at     bigint NOT NULL,
  asked_by     uuid,
  over         BOOLEAN NOT NULL,
  booked_at    bigint,
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX billing_outside_patient ON billing_outside (tenant_id, patient_id, id);
CREATE INDEX billing_outside_receipt ON billing_outside (tenant_id, receipt_id) WHERE receipt_id IS NOT NULL;
CREATE INDEX billing_outside_of ON billing_outside (tenant_id, of_id) WHERE of_id IS NOT NULL;

-- held is what of standing is on its way back through a provider: it is spent on
-- nothing meanwhile.
ALTER TABLE billing_tenders ADD COLUMN held bigint NOT NULL DEFAULT 0 CONSTRAINT billing_tenders_held CHECK (held >= 0 AND held <= standing);

-- It is booked once.
CREATE TRIGGER billing_outside_once BEFORE UPDATE OF booked_at ON billing_outside
FOR EACH ROW WHEN (OLD.booked_at IS NOT NULL) EXECUTE FUNCTION billing_refuse();
CREATE TRIGGER billing_outside_delete BEFORE DELETE ON billing_outside
FOR EACH ROW EXECUTE FUNCTION billing_refuse();
