-- What follows from the record and can be dropped and made again, and the drafts, which
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
