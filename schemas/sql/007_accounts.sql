-- Who may come in. Beside the record: accounts are changed and deleted, and go with their person's
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
