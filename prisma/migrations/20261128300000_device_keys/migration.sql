-- Root keys of devices that were re-keyed: the one in use, and the one that waits for its first sign-in or was replaced.
ALTER TABLE "devices"
    ADD COLUMN "key_generation" INTEGER NOT NULL DEFAULT 0,
    ADD COLUMN "other_key_epoch" INTEGER,
    ADD COLUMN "other_key_generation" INTEGER,
    ADD COLUMN "old_key_until" TIMESTAMPTZ(3);

ALTER TABLE "devices"
    ADD CONSTRAINT "devices_key_generation_counted" CHECK ("key_generation" >= 0 AND "other_key_generation" >= 0),
    ADD CONSTRAINT "devices_other_key_whole" CHECK (("other_key_epoch" IS NULL) = ("other_key_generation" IS NULL)),
    -- A key waits exactly as long as the one before it has an end.
    ADD CONSTRAINT "devices_waiting_key_is_newer" CHECK (
        CASE WHEN "old_key_until" IS NULL THEN "other_key_generation" IS NULL OR "other_key_generation" < "key_generation"
             ELSE "other_key_generation" IS NOT NULL AND "other_key_generation" > "key_generation" END);

CREATE INDEX "devices_old_key_until" ON "devices" ("old_key_until") WHERE "old_key_until" IS NOT NULL;
