-- A template or phrase may be one clinic's: then those who write there use it.
ALTER TABLE charting_templates ADD COLUMN of_clinic_id uuid;
