-- The channels by which a message may go, best first; '' = those of its purpose.
ALTER TABLE messages_messages ADD COLUMN only_by TEXT NOT NULL DEFAULT '';
