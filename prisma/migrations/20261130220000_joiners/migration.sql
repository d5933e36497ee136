-- Campaigns that take in devices which begin to match later. A device that changes is written down for each of them in its product, and looked at alone.
CREATE INDEX "campaigns_dynamic" ON "campaigns"("product") WHERE "rules" -> 'dynamic' = 'true'::jsonb AND "state" IN ('starting', 'running', 'paused');

CREATE TABLE "campaign_joiners" (
    "campaign_id" INTEGER NOT NULL,
    "device_id" TEXT NOT NULL,
    CONSTRAINT "campaign_joiners_pkey" PRIMARY KEY ("campaign_id", "device_id"),
    CONSTRAINT "campaign_joiners_campaign_id_fkey" FOREIGN KEY ("campaign_id") REFERENCES "campaigns"("id") ON DELETE CASCADE ON UPDATE RESTRICT,
    CONSTRAINT "campaign_joiners_device_id_fkey" FOREIGN KEY ("device_id") REFERENCES "devices"("id") ON DELETE CASCADE ON UPDATE RESTRICT
);

-- A device that has a job in the campaign is not looked at again.
CREATE FUNCTION note_joiners("of_product" TEXT, "device" TEXT) RETURNS void LANGUAGE sql AS $$
    INSERT INTO "campaign_joiners" ("campaign_id", "device_id")
    SELECT c."id", "device" FROM "campaigns" c
    WHERE c."product" = "of_product" AND c."rules" -> 'dynamic' = 'true'::jsonb AND c."state" IN ('starting', 'running', 'paused')
      AND NOT EXISTS (SELECT FROM "jobs" j WHERE j."campaign_id" = c."id" AND j."device_id" = "device")
    ON CONFLICT DO NOTHING;
$$;

CREATE FUNCTION device_may_join() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM note_joiners(NEW."product", NEW."id");
    RETURN NULL;
END $$;
CREATE TRIGGER "devices_may_join_new" AFTER INSERT ON "devices" FOR EACH ROW EXECUTE FUNCTION device_may_join();
-- Everything that a selection can ask or that leaves a device out, but what changes with every message (when it was last seen): being online changes with it.
CREATE TRIGGER "devices_may_join" AFTER UPDATE ON "devices" FOR EACH ROW
    WHEN ((OLD."product", OLD."hardware", OLD."name", OLD."tags", OLD."attributes", OLD."reported", OLD."state", OLD."online", OLD."running_version", OLD."running_digest", OLD."running_bank", OLD."confirmed", OLD."counter", OLD."key_epoch", OLD."key_generation", OLD."refusal_code", OLD."contested_at")
      IS DISTINCT FROM (NEW."product", NEW."hardware", NEW."name", NEW."tags", NEW."attributes", NEW."reported", NEW."state", NEW."online", NEW."running_version", NEW."running_digest", NEW."running_bank", NEW."confirmed", NEW."counter", NEW."key_epoch", NEW."key_generation", NEW."refusal_code", NEW."contested_at"))
    EXECUTE FUNCTION device_may_join();

CREATE FUNCTION member_may_join() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM note_joiners(d."product", d."id") FROM "devices" d WHERE d."id" = coalesce(NEW."device_id", OLD."device_id");
    RETURN NULL;
END $$;
CREATE TRIGGER "device_group_members_may_join" AFTER INSERT OR DELETE ON "device_group_members" FOR EACH ROW EXECUTE FUNCTION member_may_join();

-- A device whose job elsewhere has ended may join, too.
CREATE FUNCTION free_device_may_join() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM note_joiners(d."product", d."id") FROM "devices" d WHERE d."id" = NEW."device_id";
    RETURN NULL;
END $$;
CREATE TRIGGER "jobs_free_device_may_join" AFTER UPDATE OF "state" ON "jobs" FOR EACH ROW
    WHEN (OLD."ended_at" IS NULL AND NEW."ended_at" IS NOT NULL AND NEW."state" <> 'excluded')
    EXECUTE FUNCTION free_device_may_join();

-- Nobody joins a campaign that is over.
CREATE FUNCTION forget_joiners() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM "campaign_joiners" WHERE "campaign_id" = NEW."id";
    RETURN NULL;
END $$;
CREATE TRIGGER "campaigns_forget_joiners" AFTER UPDATE OF "state" ON "campaigns" FOR EACH ROW
    WHEN (NEW."state" IN ('stopping', 'stopped', 'finished') AND OLD."state" IS DISTINCT FROM NEW."state" AND NEW."rules" -> 'dynamic' = 'true'::jsonb)
    EXECUTE FUNCTION forget_joiners();
