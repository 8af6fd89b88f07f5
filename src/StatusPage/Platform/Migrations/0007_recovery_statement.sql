-- What was checked before an incident was called over. A later version corrects an earlier one; both stay.
CREATE TABLE recovery_statement (
  id TEXT PRIMARY KEY,
  update_id TEXT NOT NULL REFERENCES incident_update (id),
  version BIGINT NOT NULL,
  functionality_checked_by TEXT NOT NULL,
  functionality_checked_how TEXT NOT NULL,
  data_checked TEXT NOT NULL,
  data_loss TEXT NOT NULL,
  data_loss_from BIGINT,
  data_loss_until BIGINT,
  created_at BIGINT NOT NULL,
  UNIQUE (update_id, version)
);

-- Name and status as they were then.
CREATE TABLE recovery_stays_down (
  statement_id TEXT NOT NULL REFERENCES recovery_statement (id),
  component_id TEXT NOT NULL REFERENCES component (id),
  name TEXT NOT NULL,
  status TEXT NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (statement_id, component_id)
);

ALTER TABLE incident_correction ADD COLUMN kind TEXT NOT NULL DEFAULT 'body';
ALTER TABLE incident_correction ADD COLUMN wrong TEXT;

-- What a correction of the incident's own facts replaced.
CREATE TABLE incident_correction_change (
  correction_id TEXT NOT NULL REFERENCES incident_correction (id),
  field TEXT NOT NULL,
  was TEXT NOT NULL,
  became TEXT NOT NULL,
  PRIMARY KEY (correction_id, field)
);
