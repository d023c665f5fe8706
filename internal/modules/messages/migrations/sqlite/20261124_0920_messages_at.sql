-- Messages are looked for by when they go: what is planned for next month does not
-- stand before what went today.
CREATE INDEX messages_messages_at ON messages_messages (tenant_id, clinic_id, at, id);
CREATE INDEX messages_messages_state_at ON messages_messages (tenant_id, clinic_id, state, at, id);
DROP INDEX messages_messages_clinic;
DROP INDEX messages_messages_state;
