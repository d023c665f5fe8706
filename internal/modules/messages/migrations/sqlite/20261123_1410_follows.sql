-- When it was last heard that somebody follows, or does not: callbacks come in any order.
ALTER TABLE messages_addresses ADD COLUMN followed_at INTEGER;
