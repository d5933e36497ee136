-- The audit log: one entry for each change and each refused attempt, written with the change, and linked into a chain within a second.
CREATE TABLE "audit_entries" (
    "id" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor" JSONB,
    "action" TEXT COLLATE "C" NOT NULL,
    "object" TEXT COLLATE "C" NOT NULL,
    "outcome" TEXT NOT NULL,
    "code" TEXT,
    "count" INTEGER,
    "project" TEXT,
    "reason" TEXT,
    "before" JSONB,
    "after" JSONB,
    "sequence" BIGINT,
    "hash" TEXT,

    CONSTRAINT "audit_entries_pkey" PRIMARY KEY ("id")
);

-- The server's signed word on how far the chain goes; one for each batch that was linked.
CREATE TABLE "audit_checkpoints" (
    "sequence" BIGINT NOT NULL,
    "hash" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "jws" TEXT NOT NULL,

    CONSTRAINT "audit_checkpoints_pkey" PRIMARY KEY ("sequence")
);

-- Up to where entries may be removed, by decision of the retention: always a checkpoint, which stays.
CREATE TABLE "audit_horizons" (
    "sequence" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "audit_horizons_pkey" PRIMARY KEY ("sequence")
);

CREATE UNIQUE INDEX "audit_entries_sequence_key" ON "audit_entries"("sequence");
CREATE INDEX "audit_entries_action_sequence_idx" ON "audit_entries"("action", "sequence");
CREATE INDEX "audit_entries_object_sequence_idx" ON "audit_entries"("object", "sequence");
CREATE INDEX "audit_entries_at_idx" ON "audit_entries"("at");
CREATE INDEX "audit_entries_actor_name" ON "audit_entries"(("actor" ->> 'name'), "sequence");
CREATE INDEX "audit_entries_request" ON "audit_entries"(("actor" ->> 'requestId')) WHERE "actor" ? 'requestId';
CREATE INDEX "audit_entries_unsealed" ON "audit_entries"("id") WHERE "sequence" IS NULL;

ALTER TABLE "audit_horizons" ADD CONSTRAINT "audit_horizons_sequence_fkey" FOREIGN KEY ("sequence") REFERENCES "audit_checkpoints"("sequence") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "audit_entries"
    ADD CONSTRAINT "audit_entries_outcome_known" CHECK ("outcome" IN ('done', 'refused')),
    ADD CONSTRAINT "audit_entries_actor" CHECK ("actor" ?& '{kind,name}'),
    ADD CONSTRAINT "audit_entries_hash" CHECK ("hash" ~ '^[0-9a-f]{64}$'),
    ADD CONSTRAINT "audit_entries_linked_whole" CHECK (("sequence" IS NULL) = ("hash" IS NULL)),
    ADD CONSTRAINT "audit_entries_count_positive" CHECK ("count" >= 1);

-- An entry is only ever added to, once, by its place in the chain; and goes only when a checkpoint after it was made the horizon.
CREATE FUNCTION "refuse_early_removal"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD."sequence" < (SELECT max("sequence") FROM "audit_horizons") OR
       (TG_TABLE_NAME = 'audit_entries' AND OLD."sequence" = (SELECT max("sequence") FROM "audit_horizons")) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION '% on % is not allowed: an entry of the audit log goes only up to the horizon', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$$;

CREATE TRIGGER "audit_entries_append_only" BEFORE UPDATE ON "audit_entries" FOR EACH ROW
    WHEN (OLD."sequence" IS NOT NULL OR NEW."sequence" IS NULL OR to_jsonb(NEW) - '{sequence,hash}'::text[] IS DISTINCT FROM to_jsonb(OLD) - '{sequence,hash}'::text[])
    EXECUTE FUNCTION "refuse_change"('the table is append-only');
CREATE TRIGGER "audit_entries_removed_to_horizon" BEFORE DELETE ON "audit_entries" FOR EACH ROW EXECUTE FUNCTION "refuse_early_removal"();
CREATE TRIGGER "audit_entries_no_truncate" BEFORE TRUNCATE ON "audit_entries" FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"('the table is append-only');
CREATE TRIGGER "audit_checkpoints_append_only" BEFORE UPDATE ON "audit_checkpoints" FOR EACH ROW EXECUTE FUNCTION "refuse_change"('the table is append-only');
CREATE TRIGGER "audit_checkpoints_removed_to_horizon" BEFORE DELETE ON "audit_checkpoints" FOR EACH ROW EXECUTE FUNCTION "refuse_early_removal"();
CREATE TRIGGER "audit_checkpoints_no_truncate" BEFORE TRUNCATE ON "audit_checkpoints" FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"('the table is append-only');
CREATE TRIGGER "audit_horizons_append_only" BEFORE UPDATE OR DELETE ON "audit_horizons" FOR EACH ROW EXECUTE FUNCTION "refuse_change"('the table is append-only');
CREATE TRIGGER "audit_horizons_no_truncate" BEFORE TRUNCATE ON "audit_horizons" FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"('the table is append-only');
