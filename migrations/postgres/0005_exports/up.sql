-- What was exported last in each variant of a story, by the hash of what went in. The file is an asset.
CREATE TABLE exports (
    story_id   TEXT NOT NULL REFERENCES stories (id) ON DELETE CASCADE,
    variant    TEXT NOT NULL,
    input_hash TEXT NOT NULL,
    asset      TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    PRIMARY KEY (story_id, variant)
);
