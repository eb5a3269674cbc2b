-- The texts are folded before they are stored, so that both engines find the same: the dictionary "simple" changes
-- nothing, needs no extension and knows no stop words.
CREATE TABLE event_search (
  event_id    TEXT PRIMARY KEY,
  name        TEXT NOT NULL,
  place       TEXT NOT NULL,
  description TEXT NOT NULL,
  words       TSVECTOR GENERATED ALWAYS AS (
    setweight(to_tsvector('simple', name), 'A') ||
    setweight(to_tsvector('simple', place), 'B') ||
    setweight(to_tsvector('simple', description), 'D')
  ) STORED
);

CREATE INDEX event_search_by_words ON event_search USING GIN (words);

-- Names are sorted by their bytes on both engines, whatever the server's locale is.
ALTER TABLE events ALTER COLUMN name_key TYPE TEXT COLLATE "C";
