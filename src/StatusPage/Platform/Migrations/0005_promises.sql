-- A dated public commitment of an incident. Ended once, and then never changed: the record (below) would show it.
CREATE TABLE promise (
  id TEXT PRIMARY KEY,
  incident_id TEXT NOT NULL REFERENCES incident (id),
  update_id TEXT NOT NULL REFERENCES incident_update (id),
  kind TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  due_at BIGINT NOT NULL,
  basis TEXT,
  confidence TEXT,
  ended_at BIGINT,
  ending TEXT,
  successor_id TEXT REFERENCES promise (id)
);
CREATE UNIQUE INDEX promise_open ON promise (incident_id, kind) WHERE ended_at IS NULL;
CREATE INDEX promise_incident ON promise (incident_id, made_at);

-- Something to be told of an incident beside its updates and corrections. Committed without a notice it is the outbox, as they are.
CREATE TABLE announcement (
  id TEXT PRIMARY KEY,
  incident_id TEXT NOT NULL REFERENCES incident (id),
  update_id TEXT NOT NULL REFERENCES incident_update (id),
  kind TEXT NOT NULL,
  subject_id TEXT NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE INDEX announcement_incident ON announcement (incident_id, created_at);
CREATE INDEX announcement_at ON announcement (created_at);

-- What the service itself said when nobody else did: one row, and so one notice, for a promise and interval, on however many nodes.
-- Written before its announcement, so that who comes second writes none.
CREATE TABLE silence (
  promise_id TEXT NOT NULL REFERENCES promise (id),
  number BIGINT NOT NULL,
  announcement_id TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (promise_id, number)
);

-- The public record: only ever added to. Each hash covers the one before, so that what is altered or taken out shows.
CREATE TABLE record_entry (
  seq BIGINT PRIMARY KEY,
  at BIGINT NOT NULL,
  incident_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  entry TEXT NOT NULL,
  hash TEXT NOT NULL
);
CREATE INDEX record_entry_incident ON record_entry (incident_id, seq);
