-- Since when the mail that is wanted has been tried: the pauses between tries follow from it, and their end.
ALTER TABLE subscription ADD COLUMN confirmation_asked_at BIGINT;
