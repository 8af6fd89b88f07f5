-- The order in which notices were made: no clock decides what is earlier.
ALTER TABLE notice ADD COLUMN number BIGINT NOT NULL DEFAULT 0;
UPDATE notice SET number = r.number FROM (
  SELECT n.id, ROW_NUMBER() OVER (ORDER BY n.created_at, u.seq, CASE WHEN n.source_id = n.update_id THEN 0 ELSE 1 END, n.id) AS number
  FROM notice n JOIN incident_update u ON u.id = n.update_id) r
WHERE r.id = notice.id;
CREATE UNIQUE INDEX notice_number ON notice (number);

-- The notice whose letter says what this delivery would have said.
ALTER TABLE delivery ADD COLUMN folded_into TEXT;
CREATE INDEX delivery_folded ON delivery (folded_into, subscription_id) WHERE folded_into IS NOT NULL;

-- Readers whom something could not be brought to.
CREATE INDEX delivery_trouble_reader ON delivery (subscription_id) WHERE state IN ('waiting', 'refused', 'exhausted');
CREATE INDEX delivery_waiting_notice ON delivery (notice_id, due_at) WHERE state = 'waiting';
