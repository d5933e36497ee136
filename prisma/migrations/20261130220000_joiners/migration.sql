-- Campaigns that take in devices which begin to match later. A device that changes is written down for each of them in its product, and looked at alone.
CREATE INDEX "campaigns_dynamic" ON "campaigns"("product") WHERE "rules" -> 'dynamic' = 'true'::jsonb AND "state" IN ('starting', 'running', 'paused');

CREATE TABLE "campaign_joiners" (
    "campaign_id" INTEGER NOT NULL,
    "device_id" TEXT NOT NULL,
    CONSTRAINT "campaign_joiners_pkey" PRIMARY KEY ("campaign_id", "device_id"),
    CONSTRAINT "campaign_joiners_campaign_id_fkey" FOREIGN KEY ("campaign_id") REFERENCES "campaigns"("id") ON DELETE CASCADE ON UPDATE RESTRICT,
    CONSTRAINT "campaign_joiners_device_id_fkey" FOREIGN KEY ("device_id") REFERENCES "devices"("id") ON DELETE CASCADE ON UPDATE RESTRICT
);

-- Triggers look at whole statements, and first whether there is any dynamic campaign: thousands of devices that connect at once cost one look.
-- A device that has a job in the campaign is not looked at again.
CREATE FUNCTION note_joiners("ids" TEXT[]) RETURNS void LANGUAGE sql AS $$
    INSERT INTO "campaign_joiners" ("campaign_id", "device_id")
    SELECT c."id", d."id" FROM "devices" d
    JOIN "campaigns" c ON c."product" = d."product" AND c."rules" -> 'dynamic' = 'true'::jsonb AND c."state" IN ('starting', 'running', 'paused')
    WHERE d."id" = ANY ("ids") AND NOT EXISTS (SELECT FROM "jobs" j WHERE j."campaign_id" = c."id" AND j."device_id" = d."id")
    ORDER BY c."id", d."id"
    ON CONFLICT DO NOTHING;
$$;
CREATE FUNCTION any_may_join() RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM "campaigns" WHERE "rules" -> 'dynamic' = 'true'::jsonb AND "state" IN ('starting', 'running', 'paused'));
$$;

CREATE FUNCTION new_devices_may_join() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF any_may_join() THEN PERFORM note_joiners(ARRAY(SELECT "id" FROM "after")); END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER "devices_may_join_new" AFTER INSERT ON "devices" REFERENCING NEW TABLE AS "after"
    FOR EACH STATEMENT EXECUTE FUNCTION new_devices_may_join();

-- Everything that a selection can ask or that leaves a device out, but what changes with every message (when it was last seen): being online changes with it.
CREATE FUNCTION changed_devices_may_join() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF any_may_join() THEN
        PERFORM note_joiners(ARRAY(
            SELECT a."id" FROM "before" b JOIN "after" a USING ("id")
            WHERE (b."product", b."hardware", b."name", b."tags", b."attributes", b."reported", b."state", b."online", b."running_version", b."running_digest", b."running_bank", b."confirmed", b."counter", b."key_epoch", b."key_generation", b."refusal_code", b."contested_at")
              IS DISTINCT FROM (a."product", a."hardware", a."name", a."tags", a."attributes", a."reported", a."state", a."online", a."running_version", a."running_digest", a."running_bank", a."confirmed", a."counter", a."key_epoch", a."key_generation", a."refusal_code", a."contested_at")));
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER "devices_may_join" AFTER UPDATE ON "devices" REFERENCING OLD TABLE AS "before" NEW TABLE AS "after"
    FOR EACH STATEMENT EXECUTE FUNCTION changed_devices_may_join();

CREATE FUNCTION members_may_join() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF any_may_join() THEN PERFORM note_joiners(ARRAY(SELECT "device_id" FROM "changed")); END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER "device_group_members_may_join_new" AFTER INSERT ON "device_group_members" REFERENCING NEW TABLE AS "changed"
    FOR EACH STATEMENT EXECUTE FUNCTION members_may_join();
CREATE TRIGGER "device_group_members_may_join_old" AFTER DELETE ON "device_group_members" REFERENCING OLD TABLE AS "changed"
    FOR EACH STATEMENT EXECUTE FUNCTION members_may_join();

-- A device whose job elsewhere has ended may join, too.
CREATE FUNCTION free_devices_may_join() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF any_may_join() THEN
        PERFORM note_joiners(ARRAY(
            SELECT a."device_id" FROM "before" b JOIN "after" a USING ("id")
            WHERE b."ended_at" IS NULL AND a."ended_at" IS NOT NULL AND a."state" <> 'excluded'));
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER "jobs_free_devices_may_join" AFTER UPDATE ON "jobs" REFERENCING OLD TABLE AS "before" NEW TABLE AS "after"
    FOR EACH STATEMENT EXECUTE FUNCTION free_devices_may_join();

-- Nobody joins a campaign that is over.
CREATE FUNCTION forget_joiners() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM "campaign_joiners" WHERE "campaign_id" = NEW."id";
    RETURN NULL;
END $$;
CREATE TRIGGER "campaigns_forget_joiners" AFTER UPDATE OF "state" ON "campaigns" FOR EACH ROW
    WHEN (NEW."state" IN ('stopping', 'stopped', 'finished') AND OLD."state" IS DISTINCT FROM NEW."state" AND NEW."rules" -> 'dynamic' = 'true'::jsonb)
    EXECUTE FUNCTION forget_joiners();
