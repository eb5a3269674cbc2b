-- Pages of one person's sessions, newest first, without sorting all that the person ever began.
CREATE INDEX sessions_by_user_and_id ON sessions (user_id, id);
DROP INDEX sessions_by_user;
