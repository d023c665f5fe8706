-- That a graph was rehearsed, and what came of it: counts by day, never who.
CREATE TABLE journeys_rehearsals (
  tenant_id  TEXT NOT NULL,
  id         TEXT NOT NULL,
  journey_id TEXT NOT NULL,
  hash       TEXT NOT NULL,
  kind       TEXT NOT NULL CONSTRAINT journeys_rehearsals_kind CHECK (kind IN ('replay', 'forecast')),
  at         INTEGER NOT NULL,
  by_id      TEXT,
  result     TEXT NOT NULL,
  PRIMARY KEY (tenant_id, id)
) WITHOUT ROWID;
CREATE INDEX journeys_rehearsals_journey ON journeys_rehearsals (tenant_id, journey_id, at);
