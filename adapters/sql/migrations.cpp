#include "adapters/sql/migrations.hpp"

namespace atranka::sql {

const std::array<Migration, 4> migrations{{
    {"001_record.sql",
     R"SQL(-- The record. What is appended stays: triggers refuse every change, and the leaf's hash
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
)SQL"},
    {"002_derived.sql",
     R"SQL(-- What follows from the record and can be dropped and made again, and the drafts, which
-- are outside it.

CREATE TABLE snapshot (
  stream  TEXT   PRIMARY KEY,
  version BIGINT NOT NULL,
  state   TEXT   NOT NULL
);

-- Instants are text, empty where there is none.
CREATE TABLE application_view (
  application TEXT   PRIMARY KEY,
  call        TEXT   NOT NULL,
  round       TEXT   NOT NULL,
  lead        TEXT   NOT NULL,
  step        TEXT   NOT NULL,
  stage       TEXT   NOT NULL,
  outcome     TEXT   NOT NULL,
  deadline    TEXT   NOT NULL,
  submitted   TEXT   NOT NULL,
  requested   TEXT   NOT NULL,
  total       TEXT   NOT NULL,
  granted     TEXT   NOT NULL,
  rank        BIGINT NOT NULL,
  suspended   BIGINT NOT NULL,
  version     BIGINT NOT NULL
);
CREATE INDEX application_by_step ON application_view (call, round, step, application);
CREATE INDEX application_by_lead ON application_view (lead, application);
CREATE INDEX application_by_deadline ON application_view (deadline) WHERE deadline <> '';

CREATE TABLE review_view (
  application TEXT NOT NULL,
  call        TEXT NOT NULL,
  step        TEXT NOT NULL,
  expert      TEXT NOT NULL,
  stage       TEXT NOT NULL,
  total       TEXT NOT NULL,
  submitted   TEXT NOT NULL,
  PRIMARY KEY (application, step, expert)
);
CREATE INDEX review_by_expert ON review_view (expert);
CREATE INDEX review_by_call ON review_view (call, step);

CREATE TABLE call_view (
  call       TEXT   PRIMARY KEY,
  workflow   TEXT   NOT NULL,
  definition TEXT   NOT NULL,
  stage      TEXT   NOT NULL,
  budget     TEXT   NOT NULL,
  committed  TEXT   NOT NULL,
  version    BIGINT NOT NULL
);

CREATE TABLE person_view (
  person  TEXT   PRIMARY KEY,
  roles   TEXT   NOT NULL,
  version BIGINT NOT NULL
);

CREATE TABLE draft (
  name    TEXT PRIMARY KEY,
  payload TEXT NOT NULL
);
)SQL"},
    {"003_tree.sql",
     R"SQL(-- The tree over the leaves of each log (RFC 6962), so that an entry is proven without reading
-- the others.

-- Where each log stands. Whoever appends raises it in the same transaction, and so holds it.
CREATE TABLE head (
  log      TEXT   PRIMARY KEY,
  origin   TEXT   NOT NULL,  -- under which its newest leaf was written
  size     BIGINT NOT NULL,
  subtrees TEXT   NOT NULL   -- hex of the perfect subtrees that make up the tree, largest first
);

-- The hashes of perfect subtrees, from level 1 on: that of [position << level, (position + 1) << level).
CREATE TABLE node (
  log      TEXT   NOT NULL,
  level    BIGINT NOT NULL,
  position BIGINT NOT NULL,
  hash     TEXT   NOT NULL,
  PRIMARY KEY (log, level, position)
) WITHOUT ROWID;

CREATE TRIGGER node_is_not_changed BEFORE UPDATE ON node
BEGIN SELECT RAISE(ABORT, 'a node of the tree is never changed'); END;
CREATE TRIGGER node_is_not_deleted BEFORE DELETE ON node
BEGIN SELECT RAISE(ABORT, 'a node of the tree is never deleted'); END;
CREATE TRIGGER node_is_new BEFORE INSERT ON node
WHEN EXISTS (SELECT 1 FROM node WHERE log = NEW.log AND level = NEW.level AND position = NEW.position)
BEGIN SELECT RAISE(ABORT, 'a node of the tree is there'); END;
CREATE TRIGGER head_is_not_deleted BEFORE DELETE ON head
BEGIN SELECT RAISE(ABORT, 'the head of a log is never deleted'); END;
CREATE TRIGGER head_only_rises BEFORE UPDATE ON head
WHEN NEW.log <> OLD.log OR NEW.size <> OLD.size + 1
BEGIN SELECT RAISE(ABORT, 'the head of a log rises by one entry'); END;
)SQL"},
    {"004_sealing.sql",
     R"SQL(-- Private parts and drafts are sealed, each under the key of one person and category. Keys lie
-- in a file of their own (<database>.keys): destroying one destroys what was sealed under it, in
-- every copy of the database.

DROP INDEX part_of_entry;
DROP TRIGGER part_is_not_changed;
ALTER TABLE part RENAME TO part_unsealed;
ALTER TABLE draft RENAME TO draft_unsealed;

-- Salts are hex; what is sealed is base64 of a nonce and the ciphertext.
CREATE TABLE part (
  id       INTEGER PRIMARY KEY,
  entry    BIGINT NOT NULL REFERENCES entry (seq),
  name     TEXT   NOT NULL,
  subject  TEXT   NOT NULL,
  category TEXT   NOT NULL,
  salt     TEXT   NOT NULL,
  sealed   TEXT   NOT NULL
);
CREATE INDEX part_of_entry ON part (entry);
CREATE TRIGGER part_is_not_changed BEFORE UPDATE ON part
BEGIN SELECT RAISE(ABORT, 'a private part is deleted or stays as it is'); END;

CREATE TABLE draft (
  person TEXT NOT NULL,
  name   TEXT NOT NULL,
  sealed TEXT NOT NULL,
  PRIMARY KEY (person, name)
);

-- What was erased, and whether its keys are destroyed yet: written with the entry, done right after it.
CREATE TABLE erasure (
  id       INTEGER PRIMARY KEY,
  subject  TEXT   NOT NULL,
  category TEXT   NOT NULL,
  done     BIGINT NOT NULL
);
CREATE INDEX erasure_to_finish ON erasure (id) WHERE done = 0;

-- Who wrote something about which application: derived from the entries, there or not.
CREATE TABLE involvement_view (
  person      TEXT NOT NULL,
  application TEXT NOT NULL,
  category    TEXT NOT NULL,
  PRIMARY KEY (person, application, category)
) WITHOUT ROWID;
)SQL"},
}};

}  // namespace atranka::sql
