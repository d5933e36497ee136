-- Jobs are counted as they change, so that a campaign's decision costs the same however many jobs it has. A change of jobs adds rows;
-- it never changes one, so that writers of the same campaign do not wait for one another. The counts are the sums, and are gathered from time to time.
ALTER TABLE "jobs" ADD COLUMN "slices" TEXT[] DEFAULT ARRAY[]::TEXT[];

CREATE TABLE "job_counts" (
    "id" BIGSERIAL NOT NULL,
    "campaign_id" INTEGER NOT NULL,
    "wave" INTEGER,
    "state" TEXT NOT NULL,
    "fault" TEXT,
    "slices" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "jobs" INTEGER NOT NULL,

    CONSTRAINT "job_counts_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "job_counts_campaign_id_idx" ON "job_counts"("campaign_id");
ALTER TABLE "job_counts" ADD CONSTRAINT "job_counts_campaign_id_fkey" FOREIGN KEY ("campaign_id") REFERENCES "campaigns"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- A fault counts once the job has ended: that of an attempt that is tried again says nothing yet.
INSERT INTO "job_counts" ("campaign_id", "wave", "state", "fault", "slices", "jobs")
SELECT j."campaign_id", j."wave", j."state", CASE WHEN j."ended_at" IS NOT NULL THEN j."fault" END, j."slices", count(*)::int
FROM "jobs" j JOIN "campaigns" c ON c."id" = j."campaign_id" WHERE c."closed_at" IS NULL
GROUP BY 1, 2, 3, 4, 5;

CREATE FUNCTION "count_added_jobs"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO "job_counts" ("campaign_id", "wave", "state", "fault", "slices", "jobs")
    SELECT "campaign_id", "wave", "state", CASE WHEN "ended_at" IS NOT NULL THEN "fault" END, "slices", count(*)::int
    FROM "added" GROUP BY 1, 2, 3, 4, 5;
    RETURN NULL;
END
$$;

-- What a statement left as it was cancels out.
CREATE FUNCTION "count_changed_jobs"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO "job_counts" ("campaign_id", "wave", "state", "fault", "slices", "jobs")
    SELECT "campaign_id", "wave", "state", "fault", "slices", sum("jobs")::int FROM (
        SELECT "campaign_id", "wave", "state", CASE WHEN "ended_at" IS NOT NULL THEN "fault" END AS "fault", "slices", -1 AS "jobs" FROM "before"
        UNION ALL
        SELECT "campaign_id", "wave", "state", CASE WHEN "ended_at" IS NOT NULL THEN "fault" END, "slices", 1 FROM "after"
    ) AS "moved"
    GROUP BY 1, 2, 3, 4, 5 HAVING sum("jobs") <> 0;
    RETURN NULL;
END
$$;

CREATE TRIGGER "jobs_counted_when_added" AFTER INSERT ON "jobs" REFERENCING NEW TABLE AS "added"
    FOR EACH STATEMENT EXECUTE FUNCTION "count_added_jobs"();
CREATE TRIGGER "jobs_counted_when_changed" AFTER UPDATE ON "jobs" REFERENCING OLD TABLE AS "before" NEW TABLE AS "after"
    FOR EACH STATEMENT EXECUTE FUNCTION "count_changed_jobs"();

-- Back-offs that are over, without reading the other jobs of the campaign.
CREATE INDEX "jobs_backoff_due" ON "jobs"("campaign_id", "next_attempt_at") WHERE "state" = 'backoff';
