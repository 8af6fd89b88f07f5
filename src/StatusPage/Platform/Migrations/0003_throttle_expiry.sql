-- Windows differ in length, so each row says itself when it is forgotten.
ALTER TABLE throttle ADD COLUMN expires_at BIGINT NOT NULL DEFAULT 0;
CREATE INDEX throttle_expires_at ON throttle (expires_at);
