-- What turned out to be the same incident is told as one from then on. A chain is flattened: this names the one that goes on.
ALTER TABLE incident ADD COLUMN merged_into TEXT REFERENCES incident (id);
ALTER TABLE incident ADD COLUMN merged_at BIGINT;
CREATE INDEX incident_merged ON incident (merged_into) WHERE merged_into IS NOT NULL;

-- Who took responsibility, beside what it said.
ALTER TABLE delivery ADD COLUMN server TEXT;

-- The address that it went to, where the reader's was replaced since.
ALTER TABLE delivery ADD COLUMN former_address TEXT;
ALTER TABLE delivery_attempt ADD COLUMN former_address TEXT;

-- An address that waits to be confirmed in the place of another's: then that subscription goes on under it. The name is of who asked.
ALTER TABLE subscription ADD COLUMN replaces_id TEXT REFERENCES subscription (id);
ALTER TABLE subscription ADD COLUMN replaces_for TEXT;
CREATE INDEX subscription_replaces ON subscription (replaces_id) WHERE replaces_id IS NOT NULL;
