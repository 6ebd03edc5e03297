-- Private parts and drafts are sealed, each under the key of one person and category. Keys lie
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
