-- As whom a provider of identities (OpenID Connect) knows people.

CREATE TABLE openid_link (
  issuer      TEXT NOT NULL,
  subject     TEXT NOT NULL,
  person      TEXT NOT NULL,
  differences TEXT NOT NULL,  -- between the roles recorded and those that the provider last told
  PRIMARY KEY (issuer, subject)
);
CREATE UNIQUE INDEX openid_link_by_person ON openid_link (person, issuer);
