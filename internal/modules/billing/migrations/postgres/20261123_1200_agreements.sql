-- Who pays: somebody beside the patient, of the patient's relations. On a receipt
-- the name stands as it was, since a receipt says who paid.
ALTER TABLE billing_agreements ADD COLUMN payer_id uuid;
ALTER TABLE billing_receipts ADD COLUMN payer_id uuid;
ALTER TABLE billing_receipts ADD COLUMN payer_relation TEXT NOT NULL DEFAULT '';
ALTER TABLE billing_receipts ADD COLUMN payer_name TEXT NOT NULL DEFAULT '';
CREATE TRIGGER billing_receipts_payer BEFORE UPDATE OF payer_id, payer_relation, payer_name ON billing_receipts
FOR EACH ROW EXECUTE FUNCTION billing_refuse();

-- When each schedule of an agreement was agreed, by whom, and for which amount.
CREATE TABLE billing_schedules (
  tenant_id    uuid NOT NULL,
  agreement_id uuid NOT NULL,
  revision     INTEGER NOT NULL,
  amount       BIGINT NOT NULL CONSTRAINT billing_schedules_amount CHECK (amount > 0),
  agreed_at    BIGINT NOT NULL,
  agreed_by    uuid,
  PRIMARY KEY (tenant_id, agreement_id, revision),
  CONSTRAINT billing_schedules_agreement FOREIGN KEY (tenant_id, agreement_id) REFERENCES billing_agreements (tenant_id, id)
);
CREATE TRIGGER billing_schedules_delete BEFORE DELETE ON billing_schedules
FOR EACH ROW EXECUTE FUNCTION billing_refuse();
CREATE TRIGGER billing_schedules_update BEFORE UPDATE ON billing_schedules
FOR EACH ROW EXECUTE FUNCTION billing_refuse();
