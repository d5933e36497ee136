-- A job may wait until another campaign has done with its device: held, with the hold 'campaign'. It does not have the device; the other job has it.
DROP INDEX "jobs_one_open_per_device";
CREATE UNIQUE INDEX "jobs_one_open_per_device" ON "jobs"("device_id") WHERE "state" IN ('waiting', 'held', 'offered', 'running', 'backoff', 'soaking') AND "hold" IS DISTINCT FROM 'campaign';
CREATE INDEX "jobs_behind_another" ON "jobs"("device_id") WHERE "state" = 'held' AND "hold" = 'campaign';
-- Such jobs get their place in the waves like those that wait.
CREATE INDEX "jobs_behind_unplaced" ON "jobs"("campaign_id", "ordinal") WHERE "state" = 'held' AND "hold" = 'campaign' AND "wave" IS NULL;
ALTER TABLE "jobs"
    DROP CONSTRAINT "jobs_with_a_ticket_have_a_wave",
    ADD CONSTRAINT "jobs_with_a_ticket_have_a_wave" CHECK ("wave" IS NOT NULL OR "state" IN ('waiting', 'cancelled', 'excluded') OR ("state" = 'held' AND "hold" = 'campaign'));

-- Whoever ends the job that has a device gives the device on, in the same transaction and however it ended: to the campaign of the highest priority, then to the
-- one that began first. A job that somebody else is changing is waited for; if it ended, the next one has its turn. So none is forgotten.
CREATE FUNCTION "give_devices_on"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    freed RECORD;
BEGIN
    FOR freed IN
        SELECT a."device_id" FROM "before" b JOIN "after" a USING ("id")
        CROSS JOIN LATERAL (SELECT FROM "jobs" w WHERE w."device_id" = a."device_id" AND w."state" = 'held' AND w."hold" = 'campaign' LIMIT 1) AS "somebody"
        WHERE a."ended_at" IS NOT NULL AND b."ended_at" IS NULL AND b."hold" IS DISTINCT FROM 'campaign'
        ORDER BY a."device_id"
    LOOP
        LOOP
            UPDATE "jobs" q
            SET "state" = 'waiting', "hold" = NULL, "previous_version" = coalesce(d."running_version", q."previous_version"), "previous_digest" = coalesce(d."running_digest", q."previous_digest")
            FROM "devices" d
            WHERE d."id" = q."device_id" AND q."state" = 'held' AND q."hold" = 'campaign' AND q."id" = (
                SELECT w."id" FROM "jobs" w JOIN "campaigns" c ON c."id" = w."campaign_id"
                WHERE w."device_id" = freed."device_id" AND w."state" = 'held' AND w."hold" = 'campaign'
                ORDER BY coalesce((c."rules" #>> '{otherCampaigns,priority}')::int, 0) DESC, c."started_at", w."id" LIMIT 1);
            EXIT WHEN FOUND OR NOT EXISTS (SELECT FROM "jobs" w WHERE w."device_id" = freed."device_id" AND w."state" = 'held' AND w."hold" = 'campaign');
        END LOOP;
    END LOOP;
    RETURN NULL;
END
$$;
CREATE TRIGGER "jobs_give_devices_on" AFTER UPDATE ON "jobs" REFERENCING OLD TABLE AS "before" NEW TABLE AS "after"
    FOR EACH STATEMENT EXECUTE FUNCTION "give_devices_on"();
