-- Which claim holds the task: an id of its own for each, so that a runner whose lease ran out is told from the one that
-- has taken over, even when the row was deleted and asked for anew in between. Empty: none has held it since it was
-- asked for.
ALTER TABLE tasks ADD COLUMN claim TEXT NOT NULL DEFAULT '';
