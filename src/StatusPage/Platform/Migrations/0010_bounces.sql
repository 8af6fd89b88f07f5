-- What came back, as evidence. The same report twice is one row. It names no row of its own that must live: who never confirmed is forgotten.
CREATE TABLE bounce (
  id TEXT PRIMARY KEY,
  at BIGINT NOT NULL,
  kind TEXT NOT NULL,
  class TEXT NOT NULL,
  subscription_id TEXT NOT NULL,
  notice_id TEXT,
  status TEXT,
  words TEXT NOT NULL,
  effect TEXT NOT NULL,
  report TEXT NOT NULL,
  UNIQUE (subscription_id, report)
);

-- Since when, and by whose words, nothing is sent to an address.
ALTER TABLE subscription ADD COLUMN suspended_at BIGINT;
ALTER TABLE subscription ADD COLUMN suspended_words TEXT;
CREATE INDEX subscription_suspended ON subscription (suspended_at) WHERE state = 'suspended';

CREATE INDEX delivery_bounced ON delivery (notice_id) WHERE state = 'bounced';
