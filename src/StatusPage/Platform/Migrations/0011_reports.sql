-- Number 0 is the draft; from 1 on versions are published and never changed. A withdrawn one is kept, and shown to nobody.
CREATE TABLE report_version (
  id TEXT PRIMARY KEY,
  incident_id TEXT NOT NULL REFERENCES incident (id),
  number BIGINT NOT NULL,
  body TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  author TEXT NOT NULL,
  withdrawn_at BIGINT,
  UNIQUE (incident_id, number)
);
