-- A page of a book can be made anew, by a job of its own; a job may have to wait for a provider.
ALTER TABLE jobs ADD COLUMN page_order TEXT;
ALTER TABLE jobs ADD COLUMN page INTEGER;
ALTER TABLE jobs ADD COLUMN not_before TIMESTAMP;
ALTER TABLE jobs ADD COLUMN postponements INTEGER NOT NULL DEFAULT 0;
-- A page is made anew by one job at a time, whoever asks.
CREATE UNIQUE INDEX jobs_story_id_page ON jobs (story_id, page)
    WHERE kind = 'regenerate_page' AND status IN ('queued', 'running');

ALTER TABLE pages ADD COLUMN image_prompt TEXT;
ALTER TABLE pages ADD COLUMN image_note TEXT;
ALTER TABLE pages ADD COLUMN likeness INTEGER;
ALTER TABLE pages ADD COLUMN scene TEXT;
ALTER TABLE pages ADD COLUMN audio TEXT;
