-- When a clinic's morning is announced next: what its doctors' patients answered,
-- and on the first open day of a week the week before. id is the clinic.
CREATE TABLE followup_mornings (
  tenant_id TEXT NOT NULL,
  id        TEXT NOT NULL,
  clinic_id TEXT NOT NULL,
  wake_at   INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, id)
) WITHOUT ROWID;
CREATE INDEX followup_mornings_due ON followup_mornings (tenant_id, wake_at);
