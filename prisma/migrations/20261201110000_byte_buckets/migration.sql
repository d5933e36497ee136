-- What is left of the byte budgets of campaigns. Servers lease some bytes of them at a time; nothing is written for a block. Rows are written again and again, so pages keep room.
CREATE TABLE "byte_buckets" (
    "campaign_id" INTEGER NOT NULL,
    "scope" TEXT NOT NULL,
    "place" TEXT NOT NULL,
    "tokens" DOUBLE PRECISION,
    "at" TIMESTAMPTZ(3),

    CONSTRAINT "byte_buckets_pkey" PRIMARY KEY ("campaign_id", "scope", "place"),
    CONSTRAINT "byte_buckets_campaign_id_fkey" FOREIGN KEY ("campaign_id") REFERENCES "campaigns"("id") ON DELETE CASCADE ON UPDATE RESTRICT,
    CONSTRAINT "byte_buckets_scope_known" CHECK ("scope" IN ('total', 'each'))
) WITH (fillfactor = 50);

-- Nothing is sent for a campaign that is over.
CREATE FUNCTION forget_byte_buckets() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM "byte_buckets" WHERE "campaign_id" = NEW."id";
    RETURN NULL;
END $$;
CREATE TRIGGER "campaigns_forget_byte_buckets" AFTER UPDATE OF "state" ON "campaigns" FOR EACH ROW
    WHEN (NEW."state" IN ('stopped', 'finished') AND OLD."state" IS DISTINCT FROM NEW."state" AND NEW."rules" -> 'budgets' IS NOT NULL)
    EXECUTE FUNCTION forget_byte_buckets();
