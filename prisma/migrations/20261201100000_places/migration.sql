-- The place that a job's device shares with others, in campaigns that are spread over places; fixed when it is planned.
ALTER TABLE "jobs" ADD COLUMN "place" TEXT;

-- Jobs by place, counted as they change: rows are added, never changed, so that writers of the same place do not wait for one another. The counts are the sums, and are
-- gathered from time to time.
CREATE TABLE "place_counts" (
    "id" BIGSERIAL NOT NULL,
    "campaign_id" INTEGER NOT NULL,
    "place" TEXT NOT NULL,
    "planned" INTEGER NOT NULL,
    "active" INTEGER NOT NULL,
    "soaking" INTEGER NOT NULL,
    "asleep" INTEGER NOT NULL,
    "called" INTEGER NOT NULL,

    CONSTRAINT "place_counts_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "place_counts_campaign_id_place_idx" ON "place_counts"("campaign_id", "place");
ALTER TABLE "place_counts" ADD CONSTRAINT "place_counts_campaign_id_fkey" FOREIGN KEY ("campaign_id") REFERENCES "campaigns"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

CREATE FUNCTION "count_places_of_added"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO "place_counts" ("campaign_id", "place", "planned", "active", "soaking", "asleep", "called")
    SELECT "campaign_id", "place",
           count(*) FILTER (WHERE "state" <> 'excluded'), count(*) FILTER (WHERE "state" IN ('offered', 'running')), count(*) FILTER (WHERE "state" = 'soaking'),
           count(*) FILTER (WHERE "hold" = 'place' AND "next_attempt_at" IS NULL), count(*) FILTER (WHERE "hold" = 'place' AND "next_attempt_at" IS NOT NULL)
    FROM "added" WHERE "place" IS NOT NULL GROUP BY 1, 2;
    RETURN NULL;
END
$$;

-- What a statement left as it was cancels out. Most campaigns have no places: they are done with at once.
CREATE FUNCTION "count_places_of_changed"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM "after" WHERE "place" IS NOT NULL) THEN RETURN NULL; END IF;
    INSERT INTO "place_counts" ("campaign_id", "place", "planned", "active", "soaking", "asleep", "called")
    SELECT * FROM (
        SELECT "campaign_id", "place",
               coalesce(sum("n") FILTER (WHERE "state" <> 'excluded'), 0)::int AS "planned", coalesce(sum("n") FILTER (WHERE "state" IN ('offered', 'running')), 0)::int AS "active",
               coalesce(sum("n") FILTER (WHERE "state" = 'soaking'), 0)::int AS "soaking",
               coalesce(sum("n") FILTER (WHERE "hold" = 'place' AND "next_attempt_at" IS NULL), 0)::int AS "asleep",
               coalesce(sum("n") FILTER (WHERE "hold" = 'place' AND "next_attempt_at" IS NOT NULL), 0)::int AS "called"
        FROM (
            SELECT "campaign_id", "place", "state", "hold", "next_attempt_at", -1 AS "n" FROM "before" WHERE "place" IS NOT NULL
            UNION ALL
            SELECT "campaign_id", "place", "state", "hold", "next_attempt_at", 1 FROM "after" WHERE "place" IS NOT NULL
        ) AS "moved" GROUP BY 1, 2
    ) AS "changed" WHERE ("planned", "active", "soaking", "asleep", "called") <> (0, 0, 0, 0, 0);
    RETURN NULL;
END
$$;

CREATE TRIGGER "jobs_places_when_added" AFTER INSERT ON "jobs" REFERENCING NEW TABLE AS "added"
    FOR EACH STATEMENT EXECUTE FUNCTION "count_places_of_added"();
CREATE TRIGGER "jobs_places_when_changed" AFTER UPDATE ON "jobs" REFERENCING OLD TABLE AS "before" NEW TABLE AS "after"
    FOR EACH STATEMENT EXECUTE FUNCTION "count_places_of_changed"();

-- The next ones of a place to be called, without reading the others.
CREATE INDEX "jobs_asleep" ON "jobs"("campaign_id", "place", "wave", "ordinal") WHERE "hold" = 'place' AND "next_attempt_at" IS NULL;
