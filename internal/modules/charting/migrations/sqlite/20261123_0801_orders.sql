-- How soon films are needed: the imaging room does the most pressing first.
ALTER TABLE charting_orders ADD COLUMN urgency TEXT NOT NULL DEFAULT 'routine' CONSTRAINT charting_orders_urgency CHECK (urgency IN ('urgent', 'soon', 'routine'));
