-- How many devices have a root key of each master key, counted as keys change: a change adds rows and never changes one, so that those who provision and
-- re-key at the same time do not wait for one another. The counts are the sums, and are gathered from time to time.
-- next_epoch: the epoch of a new key that waits for the device to sign in with it.
CREATE TABLE "device_key_counts" (
    "id" BIGSERIAL NOT NULL,
    "epoch" INTEGER NOT NULL,
    "next_epoch" INTEGER,
    "devices" INTEGER NOT NULL,

    CONSTRAINT "device_key_counts_pkey" PRIMARY KEY ("id")
);

CREATE FUNCTION "waiting_epoch"("other_epoch" INTEGER, "old_until" TIMESTAMPTZ) RETURNS INTEGER LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN "old_until" IS NOT NULL THEN "other_epoch" END
$$;

CREATE FUNCTION "count_added_device_keys"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO "device_key_counts" ("epoch", "next_epoch", "devices")
    SELECT "key_epoch", "waiting_epoch"("other_key_epoch", "old_key_until"), count(*)::int FROM "added" GROUP BY 1, 2;
    RETURN NULL;
END
$$;

CREATE FUNCTION "count_removed_device_keys"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO "device_key_counts" ("epoch", "next_epoch", "devices")
    SELECT "key_epoch", "waiting_epoch"("other_key_epoch", "old_key_until"), -count(*)::int FROM "removed" GROUP BY 1, 2;
    RETURN NULL;
END
$$;

-- Row by row, so that statements that leave keys alone, such as those of reports, cost nothing.
CREATE FUNCTION "count_changed_device_key"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO "device_key_counts" ("epoch", "next_epoch", "devices")
    VALUES (OLD."key_epoch", "waiting_epoch"(OLD."other_key_epoch", OLD."old_key_until"), -1),
           (NEW."key_epoch", "waiting_epoch"(NEW."other_key_epoch", NEW."old_key_until"), 1);
    RETURN NULL;
END
$$;

CREATE TRIGGER "devices_keys_counted_when_added" AFTER INSERT ON "devices" REFERENCING NEW TABLE AS "added"
    FOR EACH STATEMENT EXECUTE FUNCTION "count_added_device_keys"();
CREATE TRIGGER "devices_keys_counted_when_removed" AFTER DELETE ON "devices" REFERENCING OLD TABLE AS "removed"
    FOR EACH STATEMENT EXECUTE FUNCTION "count_removed_device_keys"();
CREATE TRIGGER "devices_keys_counted_when_changed" AFTER UPDATE OF "key_epoch", "other_key_epoch", "old_key_until" ON "devices"
    FOR EACH ROW WHEN (
        OLD."key_epoch" <> NEW."key_epoch"
        OR "waiting_epoch"(OLD."other_key_epoch", OLD."old_key_until") IS DISTINCT FROM "waiting_epoch"(NEW."other_key_epoch", NEW."old_key_until")
    ) EXECUTE FUNCTION "count_changed_device_key"();

-- Last: the triggers hold the table, so that no device comes between.
INSERT INTO "device_key_counts" ("epoch", "next_epoch", "devices")
SELECT "key_epoch", "waiting_epoch"("other_key_epoch", "old_key_until"), count(*)::int FROM "devices" GROUP BY 1, 2;

-- Devices that hold a key set, or an older one, without reading the other devices of the product.
CREATE INDEX "devices_product_key_set_idx" ON "devices"("product", "key_set");
