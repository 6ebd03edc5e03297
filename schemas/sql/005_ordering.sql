-- Amounts and totals as text in the order of their values, for lists that are sorted by them.

ALTER TABLE application_view ADD COLUMN requested_key TEXT NOT NULL DEFAULT '';
ALTER TABLE application_view ADD COLUMN total_key TEXT NOT NULL DEFAULT '';

CREATE INDEX application_by_total ON application_view (call, total_key, application);
CREATE INDEX application_by_requested ON application_view (call, requested_key, application);
CREATE INDEX application_by_submission ON application_view (call, submitted, application);
