-- What a card said of brackets that had come off stands in the chart: the findings
-- are named, so that a correction of the card strikes them out.
ALTER TABLE charting_cards ADD COLUMN off_findings TEXT NOT NULL DEFAULT '[]';
