-- A desk lists what is open by when it is due.
CREATE INDEX tasks_tasks_clinic_due ON tasks_tasks (tenant_id, clinic_id, due_at, id) WHERE state = 'open';
