-- A campaign that starts is planned in slices, and a device that it leaves out keeps a job that says why.
ALTER TABLE "campaigns" ADD COLUMN "plan" JSONB;
ALTER TABLE "jobs" ALTER COLUMN "wave" DROP NOT NULL;

DROP TRIGGER "jobs_end_for_good" ON "jobs";

ALTER TABLE "campaigns"
    DROP CONSTRAINT "campaigns_state_known",
    ADD CONSTRAINT "campaigns_state_known" CHECK ("state" IN ('draft', 'starting', 'running', 'paused', 'stopping', 'stopped', 'finished')),
    ADD CONSTRAINT "campaigns_planned_while_starting" CHECK (("state" = 'starting' AND "plan" IS NOT NULL) OR ("state" <> 'starting' AND ("plan" IS NULL OR "state" = 'paused')));

ALTER TABLE "jobs"
    DROP CONSTRAINT "jobs_state_known",
    DROP CONSTRAINT "jobs_final_has_an_end",
    DROP CONSTRAINT "jobs_failure_has_a_fault",
    ADD CONSTRAINT "jobs_state_known" CHECK ("state" IN ('waiting', 'offered', 'running', 'backoff', 'succeeded', 'failed', 'rejected', 'cancelled', 'timed_out', 'excluded')),
    ADD CONSTRAINT "jobs_final_has_an_end" CHECK (("state" IN ('succeeded', 'failed', 'rejected', 'cancelled', 'timed_out', 'excluded')) = ("ended_at" IS NOT NULL)),
    ADD CONSTRAINT "jobs_failure_has_a_fault" CHECK ("state" NOT IN ('failed', 'rejected', 'timed_out', 'excluded') OR "fault" IS NOT NULL),
    ADD CONSTRAINT "jobs_with_a_ticket_have_a_wave" CHECK ("wave" IS NOT NULL OR "state" IN ('waiting', 'cancelled', 'excluded'));

CREATE TRIGGER "jobs_end_for_good" BEFORE UPDATE ON "jobs" FOR EACH ROW
    WHEN (OLD."state" IN ('succeeded', 'failed', 'rejected', 'cancelled', 'timed_out', 'excluded') AND NEW."state" <> OLD."state")
    EXECUTE FUNCTION "refuse_change"('a job that has ended stays as it is');

-- Jobs are shown in the campaign's order, which is no longer that of their ids.
CREATE INDEX "jobs_campaign_id_ordinal_id_idx" ON "jobs"("campaign_id", "ordinal", "id");
