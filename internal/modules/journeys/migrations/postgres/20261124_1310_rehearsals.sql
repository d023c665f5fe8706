-- That a graph was rehearsed, and what came of it: counts by day, never who.
CREATE TABLE journeys_rehearsals (
  tenant_id  uuid NOT NULL,
  id         uuid NOT NULL,
  journey_id uuid NOT NULL,
  hash       text COLLATE "C" NOT NULL,
  kind       text COLLATE "C" NOT NULL CONSTRAINT journeys_rehearsals_kind CHECK (kind IN ('replay', 'forecast')),
  at         bigint NOT NULL,
  by_id      uuid,
  result     text NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX journeys_rehearsals_journey ON journeys_rehearsals (tenant_id, journey_id, at);
