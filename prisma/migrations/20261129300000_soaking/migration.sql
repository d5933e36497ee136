-- A device that runs the release may be watched before it counts.
ALTER TABLE "jobs" DROP CONSTRAINT "jobs_state_known";
ALTER TABLE "jobs" DROP CONSTRAINT "jobs_active_has_deadline_and_transfer";
ALTER TABLE "jobs"
    ADD CONSTRAINT "jobs_state_known" CHECK ("state" IN ('waiting', 'offered', 'running', 'backoff', 'soaking', 'succeeded', 'failed', 'rejected', 'cancelled', 'timed_out', 'excluded')),
    ADD CONSTRAINT "jobs_active_has_deadline_and_transfer" CHECK ("state" NOT IN ('offered', 'running', 'soaking') OR ("deadline_at" IS NOT NULL AND "transfer" IS NOT NULL));

DROP INDEX "jobs_one_open_per_device";
CREATE UNIQUE INDEX "jobs_one_open_per_device" ON "jobs"("device_id") WHERE "state" IN ('waiting', 'offered', 'running', 'backoff', 'soaking');
DROP INDEX "jobs_deadline";
CREATE INDEX "jobs_deadline" ON "jobs"("deadline_at") WHERE "state" IN ('offered', 'running', 'soaking');
