-- Devices whose end was ordered get no other key any more: they are not counted by master key, or a migration to a new one would never be complete.
CREATE FUNCTION "device_is_ending"("state" TEXT) RETURNS BOOLEAN LANGUAGE sql IMMUTABLE AS $$
    SELECT "state" IN ('disposing', 'disposed')
$$;

CREATE OR REPLACE FUNCTION "count_added_device_keys"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO "device_key_counts" ("epoch", "next_epoch", "devices")
    SELECT "key_epoch", "waiting_epoch"("other_key_epoch", "old_key_until"), count(*)::int FROM "added" WHERE NOT "device_is_ending"("state") GROUP BY 1, 2;
    RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION "count_removed_device_keys"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO "device_key_counts" ("epoch", "next_epoch", "devices")
    SELECT "key_epoch", "waiting_epoch"("other_key_epoch", "old_key_until"), -count(*)::int FROM "removed" WHERE NOT "device_is_ending"("state") GROUP BY 1, 2;
    RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION "count_changed_device_key"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT "device_is_ending"(OLD."state") THEN
        INSERT INTO "device_key_counts" ("epoch", "next_epoch", "devices")
        VALUES (OLD."key_epoch", "waiting_epoch"(OLD."other_key_epoch", OLD."old_key_until"), -1);
    END IF;
    IF NOT "device_is_ending"(NEW."state") THEN
        INSERT INTO "device_key_counts" ("epoch", "next_epoch", "devices")
        VALUES (NEW."key_epoch", "waiting_epoch"(NEW."other_key_epoch", NEW."old_key_until"), 1);
    END IF;
    RETURN NULL;
END
$$;

DROP TRIGGER "devices_keys_counted_when_changed" ON "devices";
CREATE TRIGGER "devices_keys_counted_when_changed" AFTER UPDATE OF "key_epoch", "other_key_epoch", "old_key_until", "state" ON "devices"
    FOR EACH ROW WHEN (
        OLD."key_epoch" <> NEW."key_epoch"
        OR "waiting_epoch"(OLD."other_key_epoch", OLD."old_key_until") IS DISTINCT FROM "waiting_epoch"(NEW."other_key_epoch", NEW."old_key_until")
        OR "device_is_ending"(OLD."state") <> "device_is_ending"(NEW."state")
    ) EXECUTE FUNCTION "count_changed_device_key"();

-- Last: the trigger holds the table of devices, so that none comes between, and nobody adds the counts up meanwhile.
LOCK TABLE "device_key_counts" IN EXCLUSIVE MODE;
UPDATE "device_key_counts" c SET "devices" = c."devices" - e."devices"
FROM (
    SELECT "key_epoch", "waiting_epoch"("other_key_epoch", "old_key_until") AS "next_epoch", count(*)::int AS "devices" FROM "devices"
    WHERE "device_is_ending"("state") GROUP BY 1, 2
) e
WHERE c."id" = (SELECT min(k."id") FROM "device_key_counts" k WHERE k."epoch" = e."key_epoch" AND k."next_epoch" IS NOT DISTINCT FROM e."next_epoch");

-- Of a device that was disposed of, refused connections and contests of its identity are not written down either: it has forgotten its keys, so
-- they are somebody else's, and an address may be personal. Whoever signs in with its key is noted with the disposal.
CREATE OR REPLACE FUNCTION device_end_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state NOT IN ('disposing', 'disposed') OR (OLD.state = 'disposed' AND NEW.state <> 'disposed')
       OR NEW.product <> OLD.product OR NEW.hardware <> OLD.hardware THEN
        RAISE EXCEPTION 'device % is disposed of', OLD.id USING ERRCODE = 'check_violation', CONSTRAINT = 'devices_end_is_final';
    END IF;
    NEW.name := NULL;
    NEW.note := NULL;
    NEW.tags := '{}';
    NEW.attributes := '{}';
    NEW.reported := '{}';
    NEW.online := false;
    IF NEW.state = 'disposed' THEN
        NEW.refusal_code := NULL;
        NEW.refusal_address := NULL;
        NEW.refused_at := NULL;
        NEW.contested_at := NULL;
    END IF;
    RETURN NEW;
END $$;
UPDATE "devices" SET "refusal_code" = NULL WHERE "state" = 'disposed' AND ("refusal_code" IS NOT NULL OR "contested_at" IS NOT NULL);
