-- A text that sorts, byte by byte, as versions do by their precedence; NULL for what is no version. libs/selection makes the same of a version.
CREATE FUNCTION "version_key"("version" TEXT) RETURNS TEXT LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT lpad(length(m[1])::text, 2, '0') || m[1] || lpad(length(m[2])::text, 2, '0') || m[2] || lpad(length(m[3])::text, 2, '0') || m[3] ||
        CASE WHEN m[4] IS NULL THEN '~' ELSE '-' || (
            SELECT string_agg(CASE WHEN i ~ '^[0-9]+$' THEN '0' || lpad(length(i)::text, 2, '0') || i ELSE '1' || i END || '!', '' ORDER BY n)
            FROM unnest(string_to_array(m[4], '.')) WITH ORDINALITY AS s(i, n))
        END
    FROM regexp_match("version",
        '^(0|[1-9][0-9]{0,8})\.(0|[1-9][0-9]{0,8})\.(0|[1-9][0-9]{0,8})(?:-((?:0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*)(?:\.(?:0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*))*))?(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?$') AS m
    WHERE m IS NOT NULL AND length("version") <= 64
$$;

-- Computed again only when the version is written.
ALTER TABLE "devices" ADD COLUMN "running_version_key" TEXT COLLATE "C" GENERATED ALWAYS AS ("version_key"("running_version")) STORED;
ALTER TABLE "releases" ADD COLUMN "version_key" TEXT COLLATE "C" GENERATED ALWAYS AS ("version_key"("version")) STORED;

-- What lists of devices are filtered and sorted by. There is none on "last_seen_at": every hello writes it, and a row of which an index has what changes cannot be updated in place.
-- The first is for patterns such as lab-*, whatever the locale of the database.
CREATE INDEX "devices_id_patterns" ON "devices"("id" text_pattern_ops);
CREATE INDEX "devices_running_version_key_id_idx" ON "devices"("running_version_key", "id");
CREATE INDEX "devices_created_at_id_idx" ON "devices"("created_at", "id");
CREATE INDEX "devices_tags" ON "devices" USING GIN ("tags");

-- The planner sees by itself that whoever asks for a request asks for rows that have one.
DROP INDEX "audit_entries_request";
CREATE INDEX "audit_entries_request" ON "audit_entries"(("actor" ->> 'requestId')) WHERE ("actor" ->> 'requestId') IS NOT NULL;
