-- The job that gets a device is changed by its key. Its state is not named there: while nobody has counted the jobs that wait, the planner takes their index for a small one,
-- and reads all of it for each device. A hold means that the job is held ("jobs_held_has_a_reason").
CREATE OR REPLACE FUNCTION "give_devices_on"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    freed RECORD;
    chosen INTEGER;
BEGIN
    FOR freed IN
        SELECT a."device_id" FROM "before" b JOIN "after" a USING ("id")
        CROSS JOIN LATERAL (SELECT FROM "jobs" w WHERE w."device_id" = a."device_id" AND w."state" = 'held' AND w."hold" = 'campaign' LIMIT 1) AS "somebody"
        WHERE a."ended_at" IS NOT NULL AND b."ended_at" IS NULL AND b."hold" IS DISTINCT FROM 'campaign'
        ORDER BY a."device_id"
    LOOP
        LOOP
            SELECT w."id" INTO chosen FROM "jobs" w JOIN "campaigns" c ON c."id" = w."campaign_id"
            WHERE w."device_id" = freed."device_id" AND w."state" = 'held' AND w."hold" = 'campaign'
            ORDER BY coalesce((c."rules" #>> '{otherCampaigns,priority}')::int, 0) DESC, c."started_at", w."id" LIMIT 1;
            EXIT WHEN NOT FOUND;
            UPDATE "jobs" q
            SET "state" = 'waiting', "hold" = NULL,
                "previous_version" = coalesce((SELECT d."running_version" FROM "devices" d WHERE d."id" = q."device_id"), q."previous_version"),
                "previous_digest" = coalesce((SELECT d."running_digest" FROM "devices" d WHERE d."id" = q."device_id"), q."previous_digest")
            WHERE q."id" = chosen AND q."hold" = 'campaign';
            EXIT WHEN FOUND;
        END LOOP;
    END LOOP;
    RETURN NULL;
END
$$;
