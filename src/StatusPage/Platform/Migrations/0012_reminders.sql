-- Which reminder of a promise which operator was sent, or is being sent: only the newest is kept. What was not sent is tried again after try_after.
CREATE TABLE reminder (
  promise_id TEXT NOT NULL REFERENCES promise (id),
  number BIGINT NOT NULL,
  operator_id TEXT NOT NULL REFERENCES operator (id),
  try_after BIGINT NOT NULL,
  sent_at BIGINT,
  PRIMARY KEY (promise_id, operator_id, number)
);
