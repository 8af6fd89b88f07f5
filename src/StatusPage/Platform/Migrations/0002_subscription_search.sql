-- Who left is looked up by address for every row of an import and every request; consoles page by address and by age.
CREATE INDEX subscription_ended_address ON subscription (channel, address_key) WHERE state = 'ended';
CREATE INDEX subscription_by_address ON subscription (address_key, id);
CREATE INDEX subscription_by_age ON subscription (created_at, id);
