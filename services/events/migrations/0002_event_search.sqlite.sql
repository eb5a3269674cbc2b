-- The texts are folded before they are stored, so that both engines find the same. The index keeps no texts of its own.
CREATE TABLE event_search (
  position    INTEGER PRIMARY KEY,
  event_id    TEXT NOT NULL UNIQUE,
  name        TEXT NOT NULL,
  place       TEXT NOT NULL,
  description TEXT NOT NULL
);

CREATE VIRTUAL TABLE event_search_index USING fts5 (
  name, place, description,
  content = 'event_search', content_rowid = 'position',
  tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3'
);

CREATE TRIGGER event_search_added AFTER INSERT ON event_search
BEGIN
  INSERT INTO event_search_index (rowid, name, place, description)
  VALUES (new.position, new.name, new.place, new.description);
END;

CREATE TRIGGER event_search_removed AFTER DELETE ON event_search
BEGIN
  INSERT INTO event_search_index (event_search_index, rowid, name, place, description)
  VALUES ('delete', old.position, old.name, old.place, old.description);
END;

CREATE TRIGGER event_search_changed AFTER UPDATE ON event_search
BEGIN
  INSERT INTO event_search_index (event_search_index, rowid, name, place, description)
  VALUES ('delete', old.position, old.name, old.place, old.description);
  INSERT INTO event_search_index (rowid, name, place, description)
  VALUES (new.position, new.name, new.place, new.description);
END;
