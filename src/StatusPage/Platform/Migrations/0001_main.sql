-- Times are milliseconds since 1970 in UTC, ids are text, truth is 0 or 1: what SQLite and PostgreSQL both read the same way.

CREATE TABLE site (
  id TEXT PRIMARY KEY,
  version BIGINT NOT NULL,
  name TEXT,
  url TEXT,
  time_zone TEXT,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);

-- Keys that sign links in mails. Losing them breaks old links; leaking them lets a stranger unsubscribe people.
CREATE TABLE site_key (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
);

CREATE TABLE audit_entry (
  id TEXT PRIMARY KEY,
  at BIGINT NOT NULL,
  actor_kind TEXT NOT NULL,
  actor_id TEXT,
  actor_name TEXT NOT NULL,
  action TEXT NOT NULL,
  subject_kind TEXT NOT NULL,
  subject_id TEXT,
  detail TEXT
);
CREATE INDEX audit_entry_at ON audit_entry (at);

CREATE TABLE component_group (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  description TEXT,
  position BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  deleted_at BIGINT
);

CREATE TABLE component (
  id TEXT PRIMARY KEY,
  group_id TEXT REFERENCES component_group (id),
  name TEXT NOT NULL,
  description TEXT,
  position BIGINT NOT NULL,
  showcase BIGINT NOT NULL,
  only_show_if_degraded BIGINT NOT NULL,
  start_date TEXT,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  deleted_at BIGINT
);

-- The status of a component is its newest row here; days and uptime are derived from all of them.
CREATE TABLE component_status_change (
  component_id TEXT NOT NULL REFERENCES component (id),
  seq BIGINT NOT NULL,
  at BIGINT NOT NULL,
  status TEXT NOT NULL,
  cause_kind TEXT NOT NULL,
  cause_id TEXT,
  PRIMARY KEY (component_id, seq)
);
CREATE INDEX component_status_change_at ON component_status_change (component_id, at, seq);

CREATE TABLE incident (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  impact_override TEXT,
  effect_cannot TEXT,
  effect_can TEXT,
  backfilled BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  resolved_at BIGINT,
  deleted_at BIGINT
);
CREATE INDEX incident_created ON incident (created_at, id);
-- resolved_at repeats what the updates say, so that the open ones are found among ten thousand without reading them.
CREATE INDEX incident_open ON incident (created_at) WHERE resolved_at IS NULL AND deleted_at IS NULL;

CREATE TABLE incident_component (
  incident_id TEXT NOT NULL REFERENCES incident (id),
  component_id TEXT NOT NULL REFERENCES component (id),
  PRIMARY KEY (incident_id, component_id)
);

-- Written once. What changes afterwards is a correction.
CREATE TABLE incident_update (
  id TEXT PRIMARY KEY,
  incident_id TEXT NOT NULL REFERENCES incident (id),
  seq BIGINT NOT NULL,
  status TEXT NOT NULL,
  body TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  display_at BIGINT NOT NULL,
  deliver_notifications BIGINT NOT NULL,
  next_update_by BIGINT,
  UNIQUE (incident_id, seq)
);

CREATE TABLE incident_update_component (
  update_id TEXT NOT NULL REFERENCES incident_update (id),
  component_id TEXT NOT NULL REFERENCES component (id),
  name TEXT NOT NULL,
  old_status TEXT NOT NULL,
  new_status TEXT NOT NULL,
  PRIMARY KEY (update_id, component_id)
);

CREATE TABLE incident_correction (
  id TEXT PRIMARY KEY,
  update_id TEXT NOT NULL REFERENCES incident_update (id),
  seq BIGINT NOT NULL,
  body TEXT NOT NULL,
  deliver_notifications BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  UNIQUE (update_id, seq)
);

CREATE TABLE subscription (
  id TEXT PRIMARY KEY,
  channel TEXT NOT NULL,
  address TEXT NOT NULL,
  address_key TEXT NOT NULL,
  language TEXT NOT NULL,
  scope_all BIGINT NOT NULL,
  state TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  confirmed_at BIGINT,
  ended_at BIGINT,
  end_reason TEXT,
  confirmation_wanted_at BIGINT,
  confirmation_sent_at BIGINT,
  confirmation_hash TEXT,
  confirmation_expires_at BIGINT
);
-- An address that comes back gets a new row: what was released stays released.
CREATE UNIQUE INDEX subscription_address ON subscription (channel, address_key) WHERE state <> 'ended';
CREATE INDEX subscription_confirmation ON subscription (confirmation_wanted_at) WHERE confirmation_wanted_at IS NOT NULL;
CREATE INDEX subscription_confirmation_hash ON subscription (confirmation_hash) WHERE confirmation_hash IS NOT NULL;

CREATE TABLE subscription_scope (
  subscription_id TEXT NOT NULL REFERENCES subscription (id),
  kind TEXT NOT NULL,
  target_id TEXT NOT NULL,
  PRIMARY KEY (subscription_id, kind, target_id)
);
CREATE INDEX subscription_scope_target ON subscription_scope (kind, target_id);

-- source_id is the update or correction that is told: fanned out once.
CREATE TABLE notice (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  incident_id TEXT NOT NULL REFERENCES incident (id),
  update_id TEXT NOT NULL REFERENCES incident_update (id),
  source_id TEXT NOT NULL UNIQUE,
  created_at BIGINT NOT NULL,
  plan_cursor TEXT NOT NULL,
  planned_at BIGINT
);
CREATE INDEX notice_incident ON notice (incident_id, created_at);
CREATE INDEX notice_unplanned ON notice (created_at) WHERE planned_at IS NULL;

CREATE TABLE delivery (
  notice_id TEXT NOT NULL REFERENCES notice (id),
  subscription_id TEXT NOT NULL REFERENCES subscription (id),
  state TEXT NOT NULL,
  attempts BIGINT NOT NULL,
  uncertain BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  due_at BIGINT,
  lease_until BIGINT,
  lease_owner TEXT,
  ended_at BIGINT,
  words TEXT,
  PRIMARY KEY (notice_id, subscription_id)
);
CREATE INDEX delivery_subscription ON delivery (subscription_id);
CREATE INDEX delivery_queued ON delivery (notice_id, subscription_id) WHERE state = 'queued';
CREATE INDEX delivery_waiting ON delivery (due_at) WHERE state = 'waiting';
CREATE INDEX delivery_troubled ON delivery (notice_id) WHERE state IN ('waiting', 'refused', 'exhausted');
CREATE INDEX delivery_sending ON delivery (subscription_id) WHERE state = 'sending';

-- Attempts that did not end in acceptance; the accepting words stand on the delivery itself.
CREATE TABLE delivery_attempt (
  notice_id TEXT NOT NULL,
  subscription_id TEXT NOT NULL,
  number BIGINT NOT NULL,
  at BIGINT NOT NULL,
  outcome TEXT NOT NULL,
  words TEXT NOT NULL,
  PRIMARY KEY (notice_id, subscription_id, number)
);

CREATE TABLE operator (
  id TEXT PRIMARY KEY,
  email TEXT NOT NULL,
  email_key TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  role TEXT NOT NULL,
  password_hash TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  disabled_at BIGINT
);

CREATE TABLE operator_session (
  token_hash TEXT PRIMARY KEY,
  operator_id TEXT NOT NULL REFERENCES operator (id),
  created_at BIGINT NOT NULL,
  last_seen_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  client TEXT
);
CREATE INDEX operator_session_operator ON operator_session (operator_id);

CREATE TABLE setup_link (
  token_hash TEXT PRIMARY KEY,
  expires_at BIGINT NOT NULL,
  used_at BIGINT
);

CREATE TABLE api_key (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  role TEXT NOT NULL,
  key_hash TEXT NOT NULL UNIQUE,
  created_at BIGINT NOT NULL,
  last_used_at BIGINT,
  revoked_at BIGINT
);

-- One row a key (an address, an account) and window: sign-in and subscribing count here, so that a restart forgives nobody.
CREATE TABLE throttle (
  bucket TEXT NOT NULL,
  window_start BIGINT NOT NULL,
  hits BIGINT NOT NULL,
  PRIMARY KEY (bucket, window_start)
);
