-- A job that waits for the key set of its device is looked at again when the device says that it holds another one, or that it refuses one.
CREATE FUNCTION release_held_for_keys() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE "jobs" SET "next_attempt_at" = now() WHERE "device_id" = NEW."id" AND "state" = 'held' AND "hold" = 'keys' AND "next_attempt_at" > now();
    RETURN NULL;
END $$;
CREATE TRIGGER "devices_key_set_changed" AFTER UPDATE OF "key_set", "key_set_refused" ON "devices" FOR EACH ROW
    WHEN (OLD."key_set" IS DISTINCT FROM NEW."key_set" OR OLD."key_set_refused" IS DISTINCT FROM NEW."key_set_refused")
    EXECUTE FUNCTION release_held_for_keys();
