-- Files that people attached; they lie sealed in <database>.files. Forms tell what each is.

CREATE TABLE file (
  person      TEXT   NOT NULL,  -- whose key it is sealed under
  application TEXT   NOT NULL,
  sha256      TEXT   NOT NULL,  -- of the content, hex
  told        TEXT   NOT NULL,  -- SHA-256 of what is told of it, canonical JSON, hex
  bytes       BIGINT NOT NULL,
  PRIMARY KEY (application, told, person)
);
CREATE INDEX file_by_person ON file (person);
