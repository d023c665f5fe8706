-- How a call stood before a try in vain, so that a slip is taken back.
ALTER TABLE followup_attempts ADD COLUMN was_at BIGINT;
ALTER TABLE followup_attempts ADD COLUMN was_first BOOLEAN NOT NULL DEFAULT FALSE;
