-- How many devices each product has, counted as they come and go: a change adds rows and never changes one, so that those who provision at the same time
-- do not wait for one another. The counts are the sums, and are gathered from time to time.
CREATE TABLE "device_counts" (
    "id" BIGSERIAL NOT NULL,
    "product" TEXT NOT NULL,
    "devices" INTEGER NOT NULL,

    CONSTRAINT "device_counts_pkey" PRIMARY KEY ("id")
);

CREATE FUNCTION "count_added_devices"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO "device_counts" ("product", "devices") SELECT "product", count(*)::int FROM "added" GROUP BY 1;
    RETURN NULL;
END
$$;

CREATE FUNCTION "count_removed_devices"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO "device_counts" ("product", "devices") SELECT "product", -count(*)::int FROM "removed" GROUP BY 1;
    RETURN NULL;
END
$$;

-- Row by row, so that statements that leave the product alone, such as those of reports, cost nothing.
CREATE FUNCTION "count_moved_device"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO "device_counts" ("product", "devices") VALUES (OLD."product", -1), (NEW."product", 1);
    RETURN NULL;
END
$$;

CREATE TRIGGER "devices_counted_when_added" AFTER INSERT ON "devices" REFERENCING NEW TABLE AS "added"
    FOR EACH STATEMENT EXECUTE FUNCTION "count_added_devices"();
CREATE TRIGGER "devices_counted_when_removed" AFTER DELETE ON "devices" REFERENCING OLD TABLE AS "removed"
    FOR EACH STATEMENT EXECUTE FUNCTION "count_removed_devices"();
CREATE TRIGGER "devices_counted_when_moved" AFTER UPDATE OF "product" ON "devices"
    FOR EACH ROW WHEN (OLD."product" <> NEW."product") EXECUTE FUNCTION "count_moved_device"();

-- Last: the triggers hold the table, so that no device comes between.
INSERT INTO "device_counts" ("product", "devices") SELECT "product", count(*)::int FROM "devices" GROUP BY 1;
