-- Receipts: what devices say, under a key of their own, of how an attempt ended. Of each attempt at most one that holds, and one that does not.
CREATE TABLE "receipts" (
    "transfer" INTEGER NOT NULL,
    "verdict" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "fault" TEXT,
    "said" BYTEA NOT NULL,

    CONSTRAINT "receipts_pkey" PRIMARY KEY ("transfer", "verdict")
);

ALTER TABLE "receipts" ADD CONSTRAINT "receipts_transfer_fkey" FOREIGN KEY ("transfer") REFERENCES "attempts"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "receipts"
    ADD CONSTRAINT "receipts_verdict_known" CHECK ("verdict" IN ('proven', 'unproven')),
    ADD CONSTRAINT "receipts_unproven_for_a_fault" CHECK (("verdict" = 'unproven') = ("fault" IS NOT NULL)),
    ADD CONSTRAINT "receipts_said_bounded" CHECK (length("said") BETWEEN 1 AND 282);

-- A receipt is never changed, and goes only with its attempt, by the retention and nobody else.
CREATE TRIGGER "receipts_append_only" BEFORE UPDATE ON "receipts" FOR EACH ROW EXECUTE FUNCTION "refuse_change"('the table is append-only');
CREATE TRIGGER "receipts_no_truncate" BEFORE TRUNCATE ON "receipts" FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"('the table is append-only');
CREATE TRIGGER "receipts_removed_by_retention" BEFORE DELETE ON "receipts" FOR EACH ROW
    WHEN (current_setting('twinbank.retention', true) IS DISTINCT FROM 'on')
    EXECUTE FUNCTION "refuse_change"('the table is append-only');
