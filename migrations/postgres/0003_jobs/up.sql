CREATE TABLE jobs (
    id                TEXT NOT NULL PRIMARY KEY,
    owner_id          TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    story_id          TEXT REFERENCES stories (id) ON DELETE CASCADE,
    kind              TEXT NOT NULL,
    status            TEXT NOT NULL,
    priority          INTEGER NOT NULL,
    current_stage     TEXT,
    completed_stages  TEXT NOT NULL,
    progress          REAL NOT NULL,
    estimated_micros  BIGINT NOT NULL,
    actual_micros     BIGINT NOT NULL,
    max_micros        BIGINT,
    -- Claims begun since the job was accepted or resumed.
    attempts          INTEGER NOT NULL,
    -- Claims begun since a step was last finished: three that died make a job that kills its process.
    blame             INTEGER NOT NULL,
    error_code        TEXT,
    error_message     TEXT,
    cancel_requested  BOOLEAN NOT NULL,
    last_event_seq    BIGINT NOT NULL,
    -- Who works on it, since which claim, until when unless renewed.
    worker            TEXT,
    fence             BIGINT NOT NULL,
    lease_until       TIMESTAMP,
    created_at        TIMESTAMP NOT NULL,
    started_at        TIMESTAMP,
    finished_at       TIMESTAMP
);
CREATE INDEX jobs_claimable ON jobs (priority DESC, id) WHERE status = 'queued';
CREATE INDEX jobs_leased ON jobs (lease_until) WHERE status = 'running';
CREATE INDEX jobs_story ON jobs (story_id, id DESC);
CREATE INDEX jobs_owner_newest ON jobs (owner_id, id DESC);
-- A book is made by one job at a time, whoever asks.
CREATE UNIQUE INDEX jobs_story_id ON jobs (story_id)
    WHERE kind = 'picture_book' AND status IN ('queued', 'running');

-- The ledger (docs/adr/001): one row a paid call, by its place and the hash of its inputs.
CREATE TABLE step_receipts (
    job_id           TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    step_key         TEXT NOT NULL,
    input_hash       TEXT NOT NULL,
    state            TEXT NOT NULL,
    stage            TEXT NOT NULL,
    -- The claim that wrote it last; its lease is the job's.
    worker           TEXT NOT NULL,
    fence            BIGINT NOT NULL,
    tries            INTEGER NOT NULL,
    -- Tries that may have been paid and brought nothing.
    doubts           INTEGER NOT NULL,
    provider         TEXT NOT NULL,
    model            TEXT NOT NULL,
    provider_ref     TEXT,
    idempotency_key  TEXT NOT NULL,
    estimated_micros BIGINT NOT NULL,
    cost_micros      BIGINT NOT NULL,
    result           TEXT,
    usage            TEXT,
    error            TEXT,
    started_at       TIMESTAMP NOT NULL,
    updated_at       TIMESTAMP NOT NULL,
    finished_at      TIMESTAMP,
    PRIMARY KEY (job_id, step_key, input_hash)
);

CREATE TABLE events (
    job_id TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    seq    BIGINT NOT NULL,
    at     TIMESTAMP NOT NULL,
    kind   TEXT NOT NULL,
    PRIMARY KEY (job_id, seq)
);
