-- A job that may not begin now is held, and says why. It is open, and no device works on it.
ALTER TABLE "jobs" ADD COLUMN "hold" TEXT;

ALTER TABLE "jobs"
    DROP CONSTRAINT "jobs_state_known",
    DROP CONSTRAINT "jobs_backoff_has_a_time",
    ADD CONSTRAINT "jobs_state_known" CHECK ("state" IN ('waiting', 'held', 'offered', 'running', 'backoff', 'soaking', 'succeeded', 'failed', 'rejected', 'cancelled', 'timed_out', 'excluded')),
    ADD CONSTRAINT "jobs_backoff_has_a_time" CHECK ("state" = 'held' OR ("state" = 'backoff') = ("next_attempt_at" IS NOT NULL)),
    ADD CONSTRAINT "jobs_held_has_a_reason" CHECK (("state" = 'held') = ("hold" IS NOT NULL));

DROP INDEX "jobs_one_open_per_device";
CREATE UNIQUE INDEX "jobs_one_open_per_device" ON "jobs"("device_id") WHERE "state" IN ('waiting', 'held', 'offered', 'running', 'backoff', 'soaking');

-- Back-offs and holds that are over, wave by wave, in the order in which they are handed out.
DROP INDEX "jobs_backoff_due";
CREATE INDEX "jobs_rested" ON "jobs"("campaign_id", "wave", "next_attempt_at", "ordinal") WHERE "state" IN ('held', 'backoff') AND "next_attempt_at" IS NOT NULL;
