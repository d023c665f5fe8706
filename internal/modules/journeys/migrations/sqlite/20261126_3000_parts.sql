-- How many parts of SMS a message was foreseen to take, where the journey's day has a bound
-- of them.
ALTER TABLE journeys_effects ADD COLUMN parts INTEGER NOT NULL DEFAULT 0;
