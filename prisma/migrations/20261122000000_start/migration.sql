-- Tables, as Prisma drafts them from the schema.
-- CreateTable
CREATE TABLE "products" (
    "name" TEXT NOT NULL,
    "part" TEXT NOT NULL,
    "hardware" TEXT[],
    "finish_policy" TEXT NOT NULL,
    "allow_unencrypted" BOOLEAN NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "products_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "releases" (
    "id" SERIAL NOT NULL,
    "product" TEXT NOT NULL,
    "version" TEXT NOT NULL,
    "counter" BIGINT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'available',
    "manifest_jws" TEXT NOT NULL,
    "manifest_digest" TEXT NOT NULL,
    "release_salt" BYTEA NOT NULL,
    "block_size" INTEGER NOT NULL,
    "stream_length" INTEGER NOT NULL,
    "code_digest" TEXT NOT NULL,
    "code_length" INTEGER NOT NULL,
    "hardware" TEXT[],
    "blob_key" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "releases_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "devices" (
    "id" TEXT NOT NULL,
    "product" TEXT NOT NULL,
    "hardware" TEXT NOT NULL,
    "key_epoch" INTEGER NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'active',
    "ticket_sequence" INTEGER NOT NULL DEFAULT 0,
    "running_version" TEXT,
    "running_digest" TEXT,
    "running_bank" SMALLINT,
    "confirmed" BOOLEAN,
    "counter" BIGINT,
    "status" JSONB,
    "status_at" TIMESTAMPTZ(3),
    "online" BOOLEAN NOT NULL DEFAULT false,
    "last_seen_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "devices_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "campaigns" (
    "id" SERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "product" TEXT NOT NULL,
    "release_id" INTEGER NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'draft',
    "selection" JSONB NOT NULL,
    "rules" JSONB NOT NULL,
    "current_wave" INTEGER NOT NULL DEFAULT 0,
    "pause_reason" TEXT,
    "acknowledged" JSONB NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "campaigns_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "jobs" (
    "id" SERIAL NOT NULL,
    "campaign_id" INTEGER NOT NULL,
    "device_id" TEXT NOT NULL,
    "wave" INTEGER NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'waiting',
    "stage" TEXT,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "transfer" INTEGER,
    "done" INTEGER,
    "total" INTEGER,
    "previous_version" TEXT,
    "previous_digest" TEXT,
    "next_attempt_at" TIMESTAMPTZ(3),
    "deadline_at" TIMESTAMPTZ(3),
    "fault" TEXT,
    "detail" TEXT,
    "swap" JSONB,
    "timings" JSONB,
    "started_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "jobs_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "attempts" (
    "id" SERIAL NOT NULL,
    "job_id" INTEGER NOT NULL,
    "number" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "attempts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "events" (
    "id" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "kind" TEXT NOT NULL,
    "campaign_id" INTEGER,
    "job_id" INTEGER,
    "device_id" TEXT,
    "data" JSONB NOT NULL,

    CONSTRAINT "events_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "releases_product_version_key" ON "releases"("product", "version");

-- CreateIndex
CREATE INDEX "devices_product_id_idx" ON "devices"("product", "id");

-- CreateIndex
CREATE INDEX "devices_product_running_version_id_idx" ON "devices"("product", "running_version", "id");

-- CreateIndex
CREATE INDEX "campaigns_product_id_idx" ON "campaigns"("product", "id");

-- CreateIndex
CREATE INDEX "campaigns_release_id_idx" ON "campaigns"("release_id");

-- CreateIndex
CREATE INDEX "jobs_campaign_id_wave_state_ordinal_idx" ON "jobs"("campaign_id", "wave", "state", "ordinal");

-- CreateIndex
CREATE INDEX "jobs_device_id_id_idx" ON "jobs"("device_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "jobs_campaign_id_device_id_key" ON "jobs"("campaign_id", "device_id");

-- CreateIndex
CREATE UNIQUE INDEX "attempts_job_id_number_key" ON "attempts"("job_id", "number");

-- CreateIndex
CREATE INDEX "events_campaign_id_id_idx" ON "events"("campaign_id", "id");

-- CreateIndex
CREATE INDEX "events_device_id_id_idx" ON "events"("device_id", "id");

-- AddForeignKey
ALTER TABLE "releases" ADD CONSTRAINT "releases_product_fkey" FOREIGN KEY ("product") REFERENCES "products"("name") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "devices" ADD CONSTRAINT "devices_product_fkey" FOREIGN KEY ("product") REFERENCES "products"("name") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "campaigns" ADD CONSTRAINT "campaigns_product_fkey" FOREIGN KEY ("product") REFERENCES "products"("name") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "campaigns" ADD CONSTRAINT "campaigns_release_id_fkey" FOREIGN KEY ("release_id") REFERENCES "releases"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "jobs" ADD CONSTRAINT "jobs_campaign_id_fkey" FOREIGN KEY ("campaign_id") REFERENCES "campaigns"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "jobs" ADD CONSTRAINT "jobs_device_id_fkey" FOREIGN KEY ("device_id") REFERENCES "devices"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "attempts" ADD CONSTRAINT "attempts_job_id_fkey" FOREIGN KEY ("job_id") REFERENCES "jobs"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;


-- What Prisma's language cannot say: invariants that hold whoever writes.

-- A device has at most one job that has not ended.
CREATE UNIQUE INDEX "jobs_one_open_per_device" ON "jobs"("device_id") WHERE "state" IN ('waiting', 'offered', 'running', 'backoff');

-- Deadlines are looked for among the few jobs that have one.
CREATE INDEX "jobs_deadline" ON "jobs"("deadline_at") WHERE "state" IN ('offered', 'running');

ALTER TABLE "products"
    ADD CONSTRAINT "products_finish_policy_known" CHECK ("finish_policy" IN ('mirror', 'keep-previous')),
    ADD CONSTRAINT "products_name_length" CHECK (length("name") BETWEEN 1 AND 64);

ALTER TABLE "releases"
    ADD CONSTRAINT "releases_state_known" CHECK ("state" IN ('available', 'withdrawn')),
    ADD CONSTRAINT "releases_counter_is_uint32" CHECK ("counter" BETWEEN 0 AND 4294967295),
    ADD CONSTRAINT "releases_salt_length" CHECK (octet_length("release_salt") = 32),
    ADD CONSTRAINT "releases_digests_are_sha256" CHECK ("manifest_digest" ~ '^[0-9a-f]{64}$' AND "code_digest" ~ '^[0-9a-f]{64}$'),
    ADD CONSTRAINT "releases_lengths_positive" CHECK ("block_size" > 0 AND "code_length" > 0 AND "stream_length" >= "code_length");

ALTER TABLE "devices"
    ADD CONSTRAINT "devices_state_known" CHECK ("state" IN ('active', 'inactive')),
    ADD CONSTRAINT "devices_id_length" CHECK (length("id") BETWEEN 1 AND 64),
    ADD CONSTRAINT "devices_sequence_not_negative" CHECK ("ticket_sequence" >= 0),
    ADD CONSTRAINT "devices_counter_is_uint32" CHECK ("counter" BETWEEN 0 AND 4294967295),
    ADD CONSTRAINT "devices_bank_known" CHECK ("running_bank" IN (1, 2));

ALTER TABLE "campaigns"
    ADD CONSTRAINT "campaigns_state_known" CHECK ("state" IN ('draft', 'running', 'paused', 'stopping', 'stopped', 'finished')),
    ADD CONSTRAINT "campaigns_paused_for_a_reason" CHECK (("state" = 'paused') = ("pause_reason" IS NOT NULL)),
    ADD CONSTRAINT "campaigns_wave_not_negative" CHECK ("current_wave" >= 0),
    ADD CONSTRAINT "campaigns_over_has_an_end" CHECK (("state" IN ('stopped', 'finished')) = ("ended_at" IS NOT NULL));

ALTER TABLE "jobs"
    ADD CONSTRAINT "jobs_state_known" CHECK ("state" IN ('waiting', 'offered', 'running', 'backoff', 'succeeded', 'failed', 'rejected', 'cancelled', 'timed-out')),
    ADD CONSTRAINT "jobs_places_not_negative" CHECK ("wave" >= 0 AND "ordinal" >= 0 AND "attempts" >= 0),
    ADD CONSTRAINT "jobs_active_has_deadline_and_transfer" CHECK ("state" NOT IN ('offered', 'running') OR ("deadline_at" IS NOT NULL AND "transfer" IS NOT NULL)),
    ADD CONSTRAINT "jobs_backoff_has_a_time" CHECK (("state" = 'backoff') = ("next_attempt_at" IS NOT NULL)),
    ADD CONSTRAINT "jobs_final_has_an_end" CHECK (("state" IN ('succeeded', 'failed', 'rejected', 'cancelled', 'timed-out')) = ("ended_at" IS NOT NULL)),
    ADD CONSTRAINT "jobs_failure_has_a_fault" CHECK ("state" NOT IN ('failed', 'rejected', 'timed-out') OR "fault" IS NOT NULL);

ALTER TABLE "attempts"
    ADD CONSTRAINT "attempts_number_positive" CHECK ("number" >= 1);

-- An ended job stays ended.
CREATE FUNCTION "refuse_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% on % is not allowed: %', TG_OP, TG_TABLE_NAME, TG_ARGV[0] USING ERRCODE = 'restrict_violation';
END
$$;

CREATE TRIGGER "jobs_end_for_good" BEFORE UPDATE ON "jobs" FOR EACH ROW
    WHEN (OLD."state" IN ('succeeded', 'failed', 'rejected', 'cancelled', 'timed-out') AND NEW."state" <> OLD."state")
    EXECUTE FUNCTION "refuse_change"('a job that has ended stays as it is');

-- Attempts and events are only ever added to.
CREATE TRIGGER "attempts_append_only" BEFORE UPDATE OR DELETE ON "attempts" FOR EACH ROW EXECUTE FUNCTION "refuse_change"('the table is append-only');
CREATE TRIGGER "attempts_no_truncate" BEFORE TRUNCATE ON "attempts" FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"('the table is append-only');
CREATE TRIGGER "events_append_only" BEFORE UPDATE OR DELETE ON "events" FOR EACH ROW EXECUTE FUNCTION "refuse_change"('the table is append-only');
CREATE TRIGGER "events_no_truncate" BEFORE TRUNCATE ON "events" FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"('the table is append-only');
