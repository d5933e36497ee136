-- Jobs whose device stands on a release in between go before those that have not begun: they are found without reading the others. Where no campaign goes over
-- releases in between, it has no entries.
CREATE INDEX "jobs_onward" ON "jobs"("campaign_id", "wave", "next_attempt_at", "ordinal") WHERE "state" IN ('held', 'backoff') AND "next_attempt_at" IS NOT NULL AND "hops_done" > 0;

-- The next ones of a place to be called, those on a release in between first.
DROP INDEX "jobs_asleep";
CREATE INDEX "jobs_asleep" ON "jobs"("campaign_id", "place", ("hops_done" = 0), "wave", "ordinal") WHERE "hold" = 'place' AND "next_attempt_at" IS NULL;
