-- What somebody of the waitlist was asked about, so that a yes books exactly that,
-- and what they said no to.
ALTER TABLE visits_waitlist ADD COLUMN offered_doctor TEXT;
ALTER TABLE visits_waitlist ADD COLUMN offered_places TEXT NOT NULL DEFAULT '[]';
ALTER TABLE visits_waitlist ADD COLUMN offered_override TEXT NOT NULL DEFAULT '';
ALTER TABLE visits_waitlist ADD COLUMN offered_by TEXT;
ALTER TABLE visits_waitlist ADD COLUMN declined TEXT NOT NULL DEFAULT '[]';
