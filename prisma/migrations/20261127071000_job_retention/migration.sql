-- Jobs of campaigns that are over may go, with their attempts and receipts: by the retention and nobody else. Their counts stay with the campaign.
ALTER TABLE "campaigns"
    ADD COLUMN "closing" JSONB,
    ADD COLUMN "closed_at" TIMESTAMPTZ(3),
    ADD COLUMN "removal_due_at" TIMESTAMPTZ(3);

ALTER TABLE "campaigns"
    ADD CONSTRAINT "campaigns_closed_with_counts" CHECK (("closing" IS NULL) = ("closed_at" IS NULL)),
    ADD CONSTRAINT "campaigns_closed_is_over" CHECK ("closed_at" IS NULL OR "state" IN ('stopped', 'finished')),
    ADD CONSTRAINT "campaigns_removal_when_closed" CHECK ("removal_due_at" IS NULL OR "closed_at" IS NOT NULL);

-- Which campaigns may be closed, which of the closed ones may still have jobs to remove, and which of a product ended last.
CREATE INDEX "campaigns_not_closed" ON "campaigns"("ended_at") WHERE "ended_at" IS NOT NULL AND "closed_at" IS NULL;
CREATE INDEX "campaigns_removal_due" ON "campaigns"("removal_due_at") WHERE "removal_due_at" IS NOT NULL;
CREATE INDEX "campaigns_closed" ON "campaigns"("product", "ended_at") WHERE "closed_at" IS NOT NULL;

-- Counts that were kept are all that is left of the jobs: they are never changed.
CREATE TRIGGER "campaigns_stay_closed" BEFORE UPDATE ON "campaigns" FOR EACH ROW
    WHEN (OLD."closed_at" IS NOT NULL AND (NEW."closing" IS DISTINCT FROM OLD."closing" OR NEW."closed_at" IS DISTINCT FROM OLD."closed_at" OR NEW."state" <> OLD."state"))
    EXECUTE FUNCTION "refuse_change"('a campaign that was closed stays as it is');

-- Attempts are still never changed.
DROP TRIGGER "attempts_append_only" ON "attempts";
CREATE TRIGGER "attempts_append_only" BEFORE UPDATE ON "attempts" FOR EACH ROW EXECUTE FUNCTION "refuse_change"('the table is append-only');
CREATE TRIGGER "attempts_removed_by_retention" BEFORE DELETE ON "attempts" FOR EACH ROW
    WHEN (current_setting('twinbank.retention', true) IS DISTINCT FROM 'on')
    EXECUTE FUNCTION "refuse_change"('the table is append-only');
CREATE TRIGGER "jobs_removed_by_retention" BEFORE DELETE ON "jobs" FOR EACH ROW
    WHEN (current_setting('twinbank.retention', true) IS DISTINCT FROM 'on')
    EXECUTE FUNCTION "refuse_change"('jobs are removed by the retention only');

-- Not even the retention removes a job whose campaign goes on, or whose campaign has not kept its counts.
CREATE FUNCTION "refuse_removal_before_closing"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM "campaigns" c WHERE c."id" = OLD."campaign_id" AND c."closed_at" IS NOT NULL) THEN
        RAISE EXCEPTION 'removing job % is not allowed: its campaign has not been closed', OLD."id" USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN OLD;
END
$$;
CREATE TRIGGER "jobs_of_closed_campaigns" BEFORE DELETE ON "jobs" FOR EACH ROW EXECUTE FUNCTION "refuse_removal_before_closing"();
