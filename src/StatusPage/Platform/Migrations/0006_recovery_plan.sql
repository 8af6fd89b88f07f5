-- Number 0 is the draft; from 1 on versions are published and never changed.
CREATE TABLE plan_version (
  id TEXT PRIMARY KEY,
  incident_id TEXT NOT NULL REFERENCES incident (id),
  number BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  author TEXT NOT NULL,
  UNIQUE (incident_id, number)
);

-- waits_for and component_ids are ids with blanks between them: a version is only ever read whole.
CREATE TABLE plan_step (
  version_id TEXT NOT NULL REFERENCES plan_version (id),
  step_id TEXT NOT NULL,
  number BIGINT NOT NULL,
  phase TEXT NOT NULL,
  title TEXT NOT NULL,
  owner TEXT,
  exit_criterion TEXT,
  waits_for TEXT NOT NULL,
  component_ids TEXT NOT NULL,
  PRIMARY KEY (version_id, step_id)
);

-- How far a step is belongs to the step, whichever version speaks of it.
CREATE TABLE plan_step_state (
  incident_id TEXT NOT NULL REFERENCES incident (id),
  step_id TEXT NOT NULL,
  state TEXT NOT NULL,
  reason TEXT,
  started_at BIGINT,
  finished_at BIGINT,
  changed_at BIGINT NOT NULL,
  PRIMARY KEY (incident_id, step_id)
);

-- That a phase was finished, once for each version that gave it new steps.
CREATE TABLE plan_phase (
  id TEXT PRIMARY KEY,
  incident_id TEXT NOT NULL REFERENCES incident (id),
  phase TEXT NOT NULL,
  since_version BIGINT NOT NULL,
  finished_at BIGINT NOT NULL,
  UNIQUE (incident_id, phase, since_version)
);
