-- Whoever has an account already is invited anew by two administrators.
-- By the first of whom it was asked for; empty: it is to be used.

ALTER TABLE invitation ADD COLUMN asked_by TEXT NOT NULL DEFAULT '';
