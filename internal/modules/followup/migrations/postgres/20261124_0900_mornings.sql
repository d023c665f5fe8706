-- When a clinic's morning is announced next: what its doctors' patients answered,
-- and on the first open day of a week the week before. id is the clinic.
CREATE TABLE followup_mornings (
  tenant_id UUID NOT NULL,
  id        UUID NOT NULL,
  clinic_id UUID NOT NULL,
  wake_at   BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX followup_mornings_due ON followup_mornings (tenant_id, wake_at);
