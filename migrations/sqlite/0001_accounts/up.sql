-- Portable columns: ids and JSON are TEXT, times are UTC without a zone, money is whole micro-dollars.
-- Constraint names on PostgreSQL are those that SQLite's messages give: table_column.
CREATE TABLE users (
    id            TEXT NOT NULL PRIMARY KEY,
    email         TEXT NOT NULL,
    username      TEXT,
    password_hash TEXT NOT NULL,
    full_name     TEXT,
    role          TEXT NOT NULL,
    plan          TEXT NOT NULL,
    is_active     BOOLEAN NOT NULL,
    created_at    TIMESTAMP NOT NULL,
    updated_at    TIMESTAMP NOT NULL
);
CREATE UNIQUE INDEX users_email ON users (email);
CREATE UNIQUE INDEX users_username ON users (lower(username));

CREATE TABLE idempotency_keys (
    user_id    TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    key        TEXT NOT NULL,
    operation  TEXT NOT NULL,
    body_hash  TEXT NOT NULL,
    answer     TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    PRIMARY KEY (user_id, key)
);
