DROP TABLE events;
DROP TABLE step_receipts;
DROP TABLE jobs;
