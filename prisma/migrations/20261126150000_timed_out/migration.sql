-- One spelling of one word: the state of a job that ran out of time is timed_out, as in its events and in the diagrams.
DROP TRIGGER "jobs_end_for_good" ON "jobs";

ALTER TABLE "jobs"
    DROP CONSTRAINT "jobs_state_known",
    DROP CONSTRAINT "jobs_final_has_an_end",
    DROP CONSTRAINT "jobs_failure_has_a_fault";

UPDATE "jobs" SET "state" = 'timed_out' WHERE "state" = 'timed-out';

ALTER TABLE "jobs"
    ADD CONSTRAINT "jobs_state_known" CHECK ("state" IN ('waiting', 'offered', 'running', 'backoff', 'succeeded', 'failed', 'rejected', 'cancelled', 'timed_out')),
    ADD CONSTRAINT "jobs_final_has_an_end" CHECK (("state" IN ('succeeded', 'failed', 'rejected', 'cancelled', 'timed_out')) = ("ended_at" IS NOT NULL)),
    ADD CONSTRAINT "jobs_failure_has_a_fault" CHECK ("state" NOT IN ('failed', 'rejected', 'timed_out') OR "fault" IS NOT NULL);

CREATE TRIGGER "jobs_end_for_good" BEFORE UPDATE ON "jobs" FOR EACH ROW
    WHEN (OLD."state" IN ('succeeded', 'failed', 'rejected', 'cancelled', 'timed_out') AND NEW."state" <> OLD."state")
    EXECUTE FUNCTION "refuse_change"('a job that has ended stays as it is');
