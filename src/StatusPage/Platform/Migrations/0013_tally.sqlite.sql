-- The ledger's sums, kept by the database itself in the transaction of every change, whoever makes it: a million deliveries are not added up at every look.

-- Who was told of an incident, or of what was merged into it. It only grows; ended is 1 once its reader left.
CREATE TABLE told (
  incident_id TEXT NOT NULL,
  subscription_id TEXT NOT NULL,
  ended BIGINT NOT NULL,
  PRIMARY KEY (incident_id, subscription_id)
) WITHOUT ROWID;
CREATE INDEX told_ended ON told (ended, incident_id) WHERE ended = 1;

-- How many of a notice's deliveries are in a state (open: queued, sending or waiting), and under 'told' how many were told of an incident.
CREATE TABLE tally (
  subject_id TEXT NOT NULL,
  what TEXT NOT NULL,
  people BIGINT NOT NULL,
  PRIMARY KEY (subject_id, what)
) WITHOUT ROWID;

CREATE INDEX delivery_written_off ON delivery (notice_id) WHERE state = 'written_off';

CREATE TRIGGER told_counted AFTER INSERT ON told BEGIN
  INSERT INTO tally VALUES (NEW.incident_id, 'told', 1) ON CONFLICT (subject_id, what) DO UPDATE SET people = people + 1;
END;

-- A row a state from the beginning, so that a change is one statement.
CREATE TRIGGER notice_counted AFTER INSERT ON notice BEGIN
  INSERT INTO tally SELECT NEW.id, w.what, 0 FROM (SELECT 'open' AS what UNION ALL SELECT 'accepted' UNION ALL SELECT 'refused' UNION ALL SELECT 'exhausted'
    UNION ALL SELECT 'released' UNION ALL SELECT 'folded' UNION ALL SELECT 'bounced' UNION ALL SELECT 'written_off') w WHERE 1 = 1 ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER delivery_counted AFTER INSERT ON delivery BEGIN
  UPDATE tally SET people = people + 1 WHERE subject_id = NEW.notice_id AND what = CASE WHEN NEW.state IN ('queued', 'sending', 'waiting') THEN 'open' ELSE NEW.state END;
END;

CREATE TRIGGER delivery_recounted AFTER UPDATE OF state ON delivery
WHEN CASE WHEN OLD.state IN ('queued', 'sending', 'waiting') THEN 'open' ELSE OLD.state END <> CASE WHEN NEW.state IN ('queued', 'sending', 'waiting') THEN 'open' ELSE NEW.state END
BEGIN
  UPDATE tally SET people = people + CASE WHEN what = CASE WHEN NEW.state IN ('queued', 'sending', 'waiting') THEN 'open' ELSE NEW.state END THEN 1 ELSE -1 END
    WHERE subject_id = NEW.notice_id AND what IN (CASE WHEN OLD.state IN ('queued', 'sending', 'waiting') THEN 'open' ELSE OLD.state END, CASE WHEN NEW.state IN ('queued', 'sending', 'waiting') THEN 'open' ELSE NEW.state END);
END;

-- Nobody is told after they left: what was under way to them was released.
CREATE TRIGGER delivery_told AFTER UPDATE OF state, uncertain ON delivery
WHEN (NEW.state = 'accepted' OR NEW.uncertain = 1) AND NOT (OLD.state = 'accepted' OR OLD.uncertain = 1)
BEGIN
  INSERT INTO told SELECT n.incident_id, NEW.subscription_id, 0 FROM notice n WHERE n.id = NEW.notice_id ON CONFLICT DO NOTHING;
  INSERT INTO told SELECT i.merged_into, NEW.subscription_id, 0 FROM notice n JOIN incident i ON i.id = n.incident_id
    WHERE n.id = NEW.notice_id AND i.merged_into IS NOT NULL ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER delivery_added_told AFTER INSERT ON delivery WHEN NEW.state = 'accepted' OR NEW.uncertain = 1
BEGIN
  INSERT INTO told SELECT n.incident_id, NEW.subscription_id, 0 FROM notice n WHERE n.id = NEW.notice_id ON CONFLICT DO NOTHING;
  INSERT INTO told SELECT i.merged_into, NEW.subscription_id, 0 FROM notice n JOIN incident i ON i.id = n.incident_id
    WHERE n.id = NEW.notice_id AND i.merged_into IS NOT NULL ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER told_ends AFTER UPDATE OF state ON subscription WHEN NEW.state = 'ended' AND OLD.state <> 'ended' BEGIN
  UPDATE told SET ended = 1 WHERE subscription_id = NEW.id AND incident_id IN (
    SELECT n.incident_id FROM delivery d JOIN notice n ON n.id = d.notice_id WHERE d.subscription_id = NEW.id
    UNION SELECT i.merged_into FROM delivery d JOIN notice n ON n.id = d.notice_id JOIN incident i ON i.id = n.incident_id WHERE d.subscription_id = NEW.id);
END;

CREATE TRIGGER told_merged AFTER UPDATE OF merged_into ON incident WHEN NEW.merged_into IS NOT NULL BEGIN
  INSERT INTO told SELECT NEW.merged_into, t.subscription_id, t.ended FROM told t WHERE t.incident_id = NEW.id ON CONFLICT DO NOTHING;
END;

INSERT INTO told
  SELECT i.id, d.subscription_id, MAX(CASE WHEN s.state = 'ended' THEN 1 ELSE 0 END)
  FROM notice n JOIN incident o ON o.id = n.incident_id JOIN incident i ON i.id = o.id OR i.id = o.merged_into
    JOIN delivery d ON d.notice_id = n.id JOIN subscription s ON s.id = d.subscription_id
  WHERE d.state = 'accepted' OR d.uncertain = 1 GROUP BY i.id, d.subscription_id;
INSERT INTO tally SELECT n.id, w.what, 0 FROM (SELECT 'open' AS what UNION ALL SELECT 'accepted' UNION ALL SELECT 'refused' UNION ALL SELECT 'exhausted'
    UNION ALL SELECT 'released' UNION ALL SELECT 'folded' UNION ALL SELECT 'bounced' UNION ALL SELECT 'written_off') w CROSS JOIN notice n;
UPDATE tally SET people = c.people FROM (
  SELECT notice_id, CASE WHEN state IN ('queued', 'sending', 'waiting') THEN 'open' ELSE state END AS what, COUNT(*) AS people FROM delivery GROUP BY 1, 2) c
WHERE c.notice_id = tally.subject_id AND c.what = tally.what;
