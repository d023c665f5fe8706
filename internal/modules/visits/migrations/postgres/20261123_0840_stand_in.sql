-- Who stands in for somebody on leave; NULL = nobody was named.
ALTER TABLE visits_leave ADD COLUMN stand_in_id UUID;
CREATE INDEX visits_leave_stand_in ON visits_leave (tenant_id, stand_in_id, to_day) WHERE stand_in_id IS NOT NULL;
