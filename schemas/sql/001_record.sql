-- The record. What is appended stays: triggers refuse every change, and the leaf's hash
-- shows one made behind them. No column of the append-only tables holds personal data;
-- parts and openings can be deleted, and nothing else can.

-- One entry a command, in the order of writing over all logs.
CREATE TABLE entry (
  seq        INTEGER PRIMARY KEY,
  log        TEXT   NOT NULL,
  position   BIGINT NOT NULL,  -- in its log: dense, from 0
  command_id TEXT   NOT NULL UNIQUE,
  type       TEXT   NOT NULL,
  at_ms      BIGINT NOT NULL,
  leaf       TEXT   NOT NULL,  -- canonical JSON, verbatim: what is hashed
  leaf_hash  TEXT   NOT NULL,
  command    TEXT   NOT NULL,
  events     TEXT   NOT NULL,
  UNIQUE (log, position)
);

-- The streams that an entry changed, each with the version it has after it.
CREATE TABLE touched (
  entry   BIGINT NOT NULL REFERENCES entry (seq),
  ordinal BIGINT NOT NULL,
  stream  TEXT   NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (entry, ordinal),
  UNIQUE (stream, version)
) WITHOUT ROWID;

-- Large public facts under their hash, each with the entry that brought it first.
CREATE TABLE beside (
  id      INTEGER PRIMARY KEY,
  entry   BIGINT NOT NULL REFERENCES entry (seq),
  hash    TEXT   NOT NULL UNIQUE,
  payload TEXT   NOT NULL
);
CREATE INDEX beside_of_entry ON beside (entry);

-- Private parts, one data subject and one purpose each. Salts are hex.
CREATE TABLE part (
  id      INTEGER PRIMARY KEY,
  entry   BIGINT NOT NULL REFERENCES entry (seq),
  name    TEXT   NOT NULL,
  subject TEXT   NOT NULL,
  salt    TEXT   NOT NULL,
  payload TEXT   NOT NULL
);
CREATE INDEX part_of_entry ON part (entry);

-- The salts of the commitments to an entry's command and events.
CREATE TABLE opening (
  entry        INTEGER PRIMARY KEY REFERENCES entry (seq),
  command_salt TEXT NOT NULL,
  events_salt  TEXT NOT NULL
);

CREATE TRIGGER entry_is_not_changed BEFORE UPDATE ON entry
BEGIN SELECT RAISE(ABORT, 'an entry is never changed'); END;
CREATE TRIGGER entry_is_not_deleted BEFORE DELETE ON entry
BEGIN SELECT RAISE(ABORT, 'an entry is never deleted'); END;
CREATE TRIGGER touched_is_not_changed BEFORE UPDATE ON touched
BEGIN SELECT RAISE(ABORT, 'what an entry touched is never changed'); END;
CREATE TRIGGER touched_is_not_deleted BEFORE DELETE ON touched
BEGIN SELECT RAISE(ABORT, 'what an entry touched is never deleted'); END;
CREATE TRIGGER beside_is_not_changed BEFORE UPDATE ON beside
BEGIN SELECT RAISE(ABORT, 'a fact beside a leaf is never changed'); END;
CREATE TRIGGER beside_is_not_deleted BEFORE DELETE ON beside
BEGIN SELECT RAISE(ABORT, 'a fact beside a leaf is never deleted'); END;
CREATE TRIGGER part_is_not_changed BEFORE UPDATE ON part
BEGIN SELECT RAISE(ABORT, 'a private part is deleted or stays as it is'); END;
CREATE TRIGGER opening_is_not_changed BEFORE UPDATE ON opening
BEGIN SELECT RAISE(ABORT, 'an opening is deleted or stays as it is'); END;

-- REPLACE deletes past the triggers above in a program that has not switched recursive triggers on: what is
-- taken is refused before it comes to that. The same triggers keep positions and versions dense.
CREATE TRIGGER entry_is_next BEFORE INSERT ON entry
WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM entry)
  OR NEW.position <> (SELECT coalesce(max(position), -1) + 1 FROM entry WHERE log = NEW.log)
  OR EXISTS (SELECT 1 FROM entry WHERE command_id = NEW.command_id)
BEGIN SELECT RAISE(ABORT, 'an entry is the next of its log, and a command has one'); END;
CREATE TRIGGER touched_is_next BEFORE INSERT ON touched
WHEN NEW.version <> (SELECT coalesce(max(version), 0) + 1 FROM touched WHERE stream = NEW.stream)
  OR EXISTS (SELECT 1 FROM touched WHERE entry = NEW.entry AND ordinal = NEW.ordinal)
BEGIN SELECT RAISE(ABORT, 'a version is the next of its stream'); END;
CREATE TRIGGER beside_is_new BEFORE INSERT ON beside
WHEN EXISTS (SELECT 1 FROM beside WHERE hash = NEW.hash OR id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'a fact of that hash is there'); END;
