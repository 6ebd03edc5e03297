-- The tree over the leaves of each log (RFC 6962), so that an entry is proven without reading
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
