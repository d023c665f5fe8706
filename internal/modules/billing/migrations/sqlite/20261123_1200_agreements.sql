-- Who pays: somebody beside the patient, of the patient's relations. On a receipt
-- the name stands as it was, since a receipt says who paid.
ALTER TABLE billing_agreements ADD COLUMN payer_id TEXT;
ALTER TABLE billing_receipts ADD COLUMN payer_id TEXT;
ALTER TABLE billing_receipts ADD COLUMN payer_relation TEXT NOT NULL DEFAULT '';
ALTER TABLE billing_receipts ADD COLUMN payer_name TEXT NOT NULL DEFAULT '';
CREATE TRIGGER billing_receipts_payer BEFORE UPDATE OF payer_id, payer_relation, payer_name ON billing_receipts
BEGIN SELECT RAISE(ABORT, 'billing_append_only'); END;

-- When each schedule of an agreement was agreed, by whom, and for which amount.
CREATE TABLE billing_schedules (
  tenant_id    TEXT NOT NULL,
  agreement_id TEXT NOT NULL,
  revision     INTEGER NOT NULL,
  amount       INTEGER NOT NULL CONSTRAINT billing_schedules_amount CHECK (amount > 0),
  agreed_at    INTEGER NOT NULL,
  agreed_by    TEXT,
  PRIMARY KEY (tenant_id, agreement_id, revision),
  CONSTRAINT billing_schedules_agreement FOREIGN KEY (tenant_id, agreement_id) REFERENCES billing_agreements (tenant_id, id)
) WITHOUT ROWID;
CREATE TRIGGER billing_schedules_delete BEFORE DELETE ON billing_schedules
BEGIN SELECT RAISE(ABORT, 'billing_append_only'); END;
CREATE TRIGGER billing_schedules_update BEFORE UPDATE ON billing_schedules
BEGIN SELECT RAISE(ABORT, 'billing_append_only'); END;
