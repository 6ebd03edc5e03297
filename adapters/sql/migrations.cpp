#include "adapters/sql/migrations.hpp"

namespace atranka::sql {

const std::array<Migration, 11> migrations{{
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
    {"005_ordering.sql",
     R"SQL(-- Amounts and totals as text in the order of their values, for lists that are sorted by them.

ALTER TABLE application_view ADD COLUMN requested_key TEXT NOT NULL DEFAULT '';
ALTER TABLE application_view ADD COLUMN total_key TEXT NOT NULL DEFAULT '';

CREATE INDEX application_by_total ON application_view (call, total_key, application);
CREATE INDEX application_by_requested ON application_view (call, requested_key, application);
CREATE INDEX application_by_submission ON application_view (call, submitted, application);
)SQL"},
    {"006_access.sql",
     R"SQL(-- Who read what, and what was refused to whom: a chain a log beside its entries. A line's hash is
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
)SQL"},
    {"007_accounts.sql",
     R"SQL(-- Who may come in. Beside the record: accounts are changed and deleted, and go with their person's
-- identity. Secrets that are handed out are here as SHA-256 in hex; those of authenticators are sealed.

CREATE TABLE account (
  person         TEXT   PRIMARY KEY,
  login          TEXT   NOT NULL,  -- empty until an invitation was accepted
  password_hash  TEXT   NOT NULL,
  totp_sealed    TEXT   NOT NULL,
  totp_step      BIGINT NOT NULL,
  pending_sealed TEXT   NOT NULL,
  recovery       TEXT   NOT NULL,  -- hashes, a blank after each
  disabled       BIGINT NOT NULL,
  version        BIGINT NOT NULL
);
CREATE UNIQUE INDEX account_by_login ON account (login) WHERE login <> '';

CREATE TABLE session (
  id            TEXT   PRIMARY KEY,
  person        TEXT   NOT NULL,
  authenticated TEXT   NOT NULL,
  created_ms    BIGINT NOT NULL,
  seen_ms       BIGINT NOT NULL,
  fresh_ms      BIGINT NOT NULL,
  peer          TEXT   NOT NULL,
  agent         TEXT   NOT NULL
);
CREATE INDEX session_by_person ON session (person);
CREATE INDEX session_by_age ON session (created_ms);

CREATE TABLE token (
  id         TEXT   PRIMARY KEY,
  hash       TEXT   NOT NULL UNIQUE,
  person     TEXT   NOT NULL,
  name       TEXT   NOT NULL,
  scopes     TEXT   NOT NULL,  -- a blank after each
  created_ms BIGINT NOT NULL,
  expires_ms BIGINT NOT NULL
);
CREATE INDEX token_by_person ON token (person);

CREATE TABLE invitation (
  code       TEXT   PRIMARY KEY,
  person     TEXT   NOT NULL,
  expires_ms BIGINT NOT NULL,
  used       BIGINT NOT NULL
);
CREATE INDEX invitation_by_person ON invitation (person);
)SQL"},
    {"008_passkeys.sql",
     R"SQL(-- The public halves of key pairs in people's devices, by which they come in.

CREATE TABLE passkey (
  id         TEXT   PRIMARY KEY,  -- base64url, as the device names it
  person     TEXT   NOT NULL,
  name       TEXT   NOT NULL,
  algorithm  BIGINT NOT NULL,  -- COSE
  public_key TEXT   NOT NULL,  -- hex
  uses       BIGINT NOT NULL,  -- as the device counts them; 0 where it does not
  created_ms BIGINT NOT NULL
);
CREATE INDEX passkey_by_person ON passkey (person);
)SQL"},
    {"009_file.sql",
     R"SQL(-- Files that people attached; they lie sealed in <database>.files. Forms tell what each is.

CREATE TABLE file (
  person      TEXT   NOT NULL,  -- whose key it is sealed under
  application TEXT   NOT NULL,
  sha256      TEXT   NOT NULL,  -- of the content, hex
  told        TEXT   NOT NULL,  -- SHA-256 of what is told of it, canonical JSON, hex
  bytes       BIGINT NOT NULL,
  PRIMARY KEY (application, told, person)
);
CREATE INDEX file_by_person ON file (person);
)SQL"},
    {"010_openid.sql",
     R"SQL(-- As whom a provider of identities (OpenID Connect) knows people.

CREATE TABLE openid_link (
  issuer      TEXT NOT NULL,
  subject     TEXT NOT NULL,
  person      TEXT NOT NULL,
  differences TEXT NOT NULL,  -- between the roles recorded and those that the provider last told
  PRIMARY KEY (issuer, subject)
);
CREATE UNIQUE INDEX openid_link_by_person ON openid_link (person, issuer);
)SQL"},
    {"011_second_administrator.sql",
     R"SQL(-- Whoever has an account already is invited anew by two administrators.
-- By the first of whom it was asked for; empty: it is to be used.

ALTER TABLE invitation ADD COLUMN asked_by TEXT NOT NULL DEFAULT '';
)SQL"},
}};

}  // namespace atranka::sql
