-- The public halves of key pairs in people's devices, by which they come in.

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
