-- Facts of a kind in the order in which they happened: a rehearsal replays a quarter.
CREATE INDEX events_facts_kind ON events_facts (tenant_id, kind, at, id);
