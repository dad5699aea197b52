CREATE TABLE stories (
    id              TEXT NOT NULL PRIMARY KEY,
    owner_id        TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    title           TEXT NOT NULL,
    logline         TEXT,
    status          TEXT NOT NULL,
    language        TEXT NOT NULL,
    genre           TEXT,
    num_pages       INTEGER NOT NULL,
    brief           TEXT NOT NULL,
    favorite        BOOLEAN NOT NULL,
    play_count      BIGINT NOT NULL,
    last_played_at  TIMESTAMP,
    cast_members    TEXT NOT NULL,
    cost_micros     BIGINT NOT NULL,
    provider_notice TEXT,
    job_id          TEXT,
    created_at      TIMESTAMP NOT NULL,
    updated_at      TIMESTAMP NOT NULL,
    version         BIGINT NOT NULL
);
-- Ids are UUIDv7: newest first is by id, and an id is a cursor.
CREATE INDEX stories_owner_newest ON stories (owner_id, id DESC);

CREATE TABLE pages (
    story_id     TEXT NOT NULL REFERENCES stories (id) ON DELETE CASCADE,
    number       INTEGER NOT NULL,
    text         TEXT NOT NULL,
    image_alt    TEXT NOT NULL,
    image        TEXT,
    image_status TEXT NOT NULL,
    PRIMARY KEY (story_id, number)
);

CREATE TABLE characters (
    id              TEXT NOT NULL PRIMARY KEY,
    owner_id        TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    name            TEXT NOT NULL,
    profile         TEXT NOT NULL,
    reference_image TEXT,
    created_at      TIMESTAMP NOT NULL,
    updated_at      TIMESTAMP NOT NULL,
    version         BIGINT NOT NULL
);
CREATE INDEX characters_owner_newest ON characters (owner_id, id DESC);
