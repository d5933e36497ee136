-- The maintenance window of an attempt's device: until when it may accept, and when it may swap. Fixed with the attempt, because a ticket must be the same each time it is published.
ALTER TABLE "attempts"
    ADD COLUMN "window_closes_at" TIMESTAMPTZ(3),
    ADD COLUMN "swap_not_before" TIMESTAMPTZ(3),
    ADD COLUMN "swap_not_after" TIMESTAMPTZ(3);

-- A job that waits for the night of its device is looked at again when the zone of the device changes, whoever changes it.
CREATE FUNCTION release_held_for_window() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE "jobs" SET "next_attempt_at" = now() WHERE "device_id" = NEW."id" AND "state" = 'held' AND "hold" = 'window' AND "next_attempt_at" > now();
    RETURN NULL;
END $$;
CREATE TRIGGER "devices_zone_changed" AFTER UPDATE OF "attributes", "reported" ON "devices" FOR EACH ROW
    WHEN (coalesce(OLD."attributes" ->> 'timeZone', OLD."reported" ->> 'timeZone') IS DISTINCT FROM coalesce(NEW."attributes" ->> 'timeZone', NEW."reported" ->> 'timeZone'))
    EXECUTE FUNCTION release_held_for_window();
