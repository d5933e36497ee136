-- What campaigns got done, minute by minute: tickets handed out, jobs that ended, bytes of images that arrived. Counted as jobs change, like job_counts: rows are added,
-- never changed, so that writers of the same campaign do not wait for one another. The figures of a step are the sums, and are gathered from time to time.
-- The step is a number of minutes since 1970 by the clock of the database, which all servers share.
CREATE TABLE "pace_counts" (
    "id" BIGSERIAL NOT NULL,
    "campaign_id" INTEGER NOT NULL,
    "step" INTEGER NOT NULL,
    "offered" INTEGER NOT NULL,
    "succeeded" INTEGER NOT NULL,
    "failed" INTEGER NOT NULL,
    "bytes" BIGINT NOT NULL,

    CONSTRAINT "pace_counts_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "pace_counts_campaign_id_step_idx" ON "pace_counts"("campaign_id", "step");
ALTER TABLE "pace_counts" ADD CONSTRAINT "pace_counts_campaign_id_fkey" FOREIGN KEY ("campaign_id") REFERENCES "campaigns"("id") ON DELETE CASCADE ON UPDATE RESTRICT;

-- How much of its image a job's device has, from 0 to 1, by what it reported in this attempt.
CREATE FUNCTION "image_arrived"("state" TEXT, "got_whole" TIMESTAMPTZ, "done" INTEGER, "total" INTEGER) RETURNS double precision LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE
        WHEN "state" IN ('succeeded', 'soaking') OR "got_whole" IS NOT NULL THEN 1.0
        WHEN "done" IS NOT NULL AND "total" > 0 THEN least(1.0, "done"::float8 / "total")
        ELSE 0.0
    END
$$;

-- Bytes are differences within an attempt, so that whatever a device reports again, an attempt brings its image once at the most; an attempt that fails keeps what had come.
CREATE FUNCTION "count_pace_of_changed"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO "pace_counts" ("campaign_id", "step", "offered", "succeeded", "failed", "bytes")
    SELECT "campaign_id", floor(extract(epoch FROM now()) / 60)::int, "offered", "succeeded", "failed", "bytes" FROM (
        SELECT a."campaign_id",
               count(*) FILTER (WHERE a."state" = 'offered' AND a."transfer" IS DISTINCT FROM b."transfer")::int AS "offered",
               count(*) FILTER (WHERE a."state" = 'succeeded' AND b."state" <> 'succeeded')::int AS "succeeded",
               count(*) FILTER (WHERE a."state" IN ('failed', 'rejected', 'timed_out') AND b."state" <> a."state")::int AS "failed",
               coalesce(sum(arrived."share" * (
                   SELECT r."stream_length" FROM "attempts" t JOIN "campaigns" c ON c."id" = a."campaign_id" JOIN "releases" r ON r."id" = coalesce(t."release_id", c."release_id")
                   WHERE t."id" = a."transfer"
               )) FILTER (WHERE arrived."share" <> 0), 0)::bigint AS "bytes"
        FROM "after" a JOIN "before" b ON b."id" = a."id"
        CROSS JOIN LATERAL (
            SELECT CASE
                WHEN a."transfer" IS DISTINCT FROM b."transfer" THEN 0.0
                WHEN a."state" IN ('running', 'soaking', 'succeeded') THEN "image_arrived"(a."state", coalesce(a."checked_at", a."swapped_at", a."confirmed_at"), a."done", a."total") - "image_arrived"(b."state", coalesce(b."checked_at", b."swapped_at", b."confirmed_at"), b."done", b."total")
                WHEN a."state" = 'held' AND a."hops_done" > b."hops_done" THEN 1.0 - "image_arrived"(b."state", coalesce(b."checked_at", b."swapped_at", b."confirmed_at"), b."done", b."total")
                ELSE 0.0
            END AS "share"
        ) AS arrived
        GROUP BY 1
    ) AS "moved" WHERE ("offered", "succeeded", "failed", "bytes") <> (0, 0, 0, 0);
    RETURN NULL;
END
$$;

CREATE TRIGGER "jobs_pace_when_changed" AFTER UPDATE ON "jobs" REFERENCING OLD TABLE AS "before" NEW TABLE AS "after"
    FOR EACH STATEMENT EXECUTE FUNCTION "count_pace_of_changed"();
