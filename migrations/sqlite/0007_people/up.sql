-- People: how they sign in, what they may spend, what was done by whom.
ALTER TABLE users ADD COLUMN email_verified_at TIMESTAMP;
ALTER TABLE users ADD COLUMN last_login_at TIMESTAMP;
ALTER TABLE users ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
-- Always the sum of the user's entries below, and never less than nothing.
ALTER TABLE users ADD COLUMN balance_micros BIGINT NOT NULL DEFAULT 0 CHECK (balance_micros >= 0);
ALTER TABLE users ADD COLUMN credit_seq BIGINT NOT NULL DEFAULT 0;

ALTER TABLE sessions ADD COLUMN method TEXT NOT NULL DEFAULT 'password';
ALTER TABLE sessions ADD COLUMN user_agent TEXT;
ALTER TABLE sessions ADD COLUMN address TEXT;

-- Who somebody is at Google or GitHub.
CREATE TABLE identities (
    provider   TEXT NOT NULL,
    subject    TEXT NOT NULL,
    user_id    TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    email      TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    PRIMARY KEY (provider, subject)
);
CREATE INDEX identities_user ON identities (user_id);

-- Somebody on the way to Google or GitHub: gone with the first answer.
CREATE TABLE departures (
    state_hash TEXT NOT NULL PRIMARY KEY,
    provider   TEXT NOT NULL,
    nonce      TEXT NOT NULL,
    verifier   TEXT NOT NULL,
    expires_at TIMESTAMP NOT NULL
);

-- Links in mails, and the code that makes the first administrator: gone with their first use.
CREATE TABLE one_time_codes (
    hash       TEXT NOT NULL PRIMARY KEY,
    purpose    TEXT NOT NULL,
    user_id    TEXT REFERENCES users (id) ON DELETE CASCADE,
    email      TEXT,
    expires_at TIMESTAMP NOT NULL
);
CREATE INDEX one_time_codes_user ON one_time_codes (user_id);

CREATE TABLE api_keys (
    id           TEXT NOT NULL PRIMARY KEY,
    user_id      TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    name         TEXT NOT NULL,
    secret_hash  TEXT NOT NULL,
    hint         TEXT NOT NULL,
    scopes       TEXT NOT NULL,
    created_at   TIMESTAMP NOT NULL,
    expires_at   TIMESTAMP,
    last_used_at TIMESTAMP
);
CREATE INDEX api_keys_user ON api_keys (user_id, id);

-- Every movement of a user's credit, numbered from 1 without gaps.
CREATE TABLE credit_entries (
    user_id        TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    seq            BIGINT NOT NULL,
    at             TIMESTAMP NOT NULL,
    kind           TEXT NOT NULL,
    amount_micros  BIGINT NOT NULL,
    balance_micros BIGINT NOT NULL,
    reason         TEXT NOT NULL,
    job_id         TEXT,
    actor_id       TEXT,
    PRIMARY KEY (user_id, seq)
);

CREATE TABLE vouchers (
    id              TEXT NOT NULL PRIMARY KEY,
    code            TEXT NOT NULL,
    amount_micros   BIGINT NOT NULL,
    max_redemptions INTEGER NOT NULL,
    redeemed        INTEGER NOT NULL DEFAULT 0 CHECK (redeemed <= max_redemptions),
    note            TEXT,
    created_by      TEXT NOT NULL,
    created_at      TIMESTAMP NOT NULL,
    expires_at      TIMESTAMP
);
CREATE UNIQUE INDEX vouchers_code ON vouchers (code);

CREATE TABLE voucher_redemptions (
    voucher_id TEXT NOT NULL REFERENCES vouchers (id) ON DELETE CASCADE,
    user_id    TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    at         TIMESTAMP NOT NULL,
    PRIMARY KEY (voucher_id, user_id)
);

-- What was used and paid, kept when the story is gone.
CREATE TABLE usage_entries (
    id            TEXT NOT NULL PRIMARY KEY,
    user_id       TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    at            TIMESTAMP NOT NULL,
    job_id        TEXT NOT NULL,
    story_id      TEXT,
    language      TEXT,
    step_key      TEXT NOT NULL,
    provider      TEXT NOT NULL,
    model         TEXT NOT NULL,
    input_tokens  BIGINT NOT NULL,
    output_tokens BIGINT NOT NULL,
    images        BIGINT NOT NULL,
    characters    BIGINT NOT NULL,
    cost_micros   BIGINT NOT NULL
);
CREATE INDEX usage_entries_user ON usage_entries (user_id, at);
CREATE INDEX usage_entries_at ON usage_entries (at);

-- Books begun in a month (2026-11), deleted ones too.
CREATE TABLE usage_months (
    user_id     TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    month       TEXT NOT NULL,
    generations INTEGER NOT NULL,
    PRIMARY KEY (user_id, month)
);

-- Who did what when. Names stay when their users are gone.
CREATE TABLE audit_entries (
    id        TEXT NOT NULL PRIMARY KEY,
    at        TIMESTAMP NOT NULL,
    actor_id  TEXT,
    actor     TEXT NOT NULL,
    action    TEXT NOT NULL,
    target    TEXT,
    details   TEXT NOT NULL,
    address   TEXT
);
CREATE INDEX audit_entries_actor ON audit_entries (actor_id, id);
CREATE INDEX audit_entries_target ON audit_entries (target, id);

CREATE TABLE pick_lists (
    name       TEXT NOT NULL PRIMARY KEY,
    items      TEXT NOT NULL,
    updated_at TIMESTAMP NOT NULL,
    version    BIGINT NOT NULL
);

-- What a provider refused or an administrator hid.
ALTER TABLE stories ADD COLUMN flagged_at TIMESTAMP;
ALTER TABLE stories ADD COLUMN flag_reason TEXT;
ALTER TABLE stories ADD COLUMN hidden_at TIMESTAMP;
ALTER TABLE stories ADD COLUMN hidden_reason TEXT;
CREATE INDEX stories_flagged ON stories (id) WHERE flagged_at IS NOT NULL OR hidden_at IS NOT NULL;
CREATE INDEX stories_created ON stories (created_at);
CREATE INDEX stories_genre ON stories (genre);

-- Credit set aside for a job while it is active; NULL where nobody counts.
ALTER TABLE jobs ADD COLUMN reserved_micros BIGINT;
-- What of its cost has been charged.
ALTER TABLE jobs ADD COLUMN settled_micros BIGINT NOT NULL DEFAULT 0;
