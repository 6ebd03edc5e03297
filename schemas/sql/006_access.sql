-- Who read what, and what was refused to whom: a chain a log beside its entries. A line's hash is
-- over its members and the hash of the line before it; ids and pseudonyms only, no personal data.
CREATE TABLE access (
  seq           INTEGER PRIMARY KEY,
  log           TEXT   NOT NULL,
  position      BIGINT NOT NULL,  -- in its chain: dense, from 0
  size          BIGINT NOT NULL,  -- entries of that log at that moment
  kind          TEXT   NOT NULL,  -- reading, refusal
  who           TEXT   NOT NULL,
  authenticated TEXT   NOT NULL,
  object        TEXT   NOT NULL,
  what          TEXT   NOT NULL,  -- the view, or the command
  rule          TEXT   NOT NULL,
  as_of         TEXT   NOT NULL,
  at_ms         BIGINT NOT NULL,
  hash          TEXT   NOT NULL,
  UNIQUE (log, position)
);
CREATE INDEX access_of_object ON access (object);
CREATE INDEX access_by_person ON access (who);

CREATE TRIGGER access_is_not_changed BEFORE UPDATE ON access
BEGIN SELECT RAISE(ABORT, 'who read what is never changed'); END;
CREATE TRIGGER access_is_not_deleted BEFORE DELETE ON access
BEGIN SELECT RAISE(ABORT, 'who read what is never deleted'); END;
CREATE TRIGGER access_is_next BEFORE INSERT ON access
WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM access)
  OR NEW.position <> (SELECT coalesce(max(position), -1) + 1 FROM access WHERE log = NEW.log)
BEGIN SELECT RAISE(ABORT, 'a line is the next of its chain'); END;
