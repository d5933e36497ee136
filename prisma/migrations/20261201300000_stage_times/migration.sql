-- When the server heard how far a device had got in its present attempt: for reports, so never asked for by itself and without an index.
ALTER TABLE "jobs" ADD COLUMN "accepted_at" TIMESTAMPTZ(3), ADD COLUMN "checked_at" TIMESTAMPTZ(3), ADD COLUMN "swapped_at" TIMESTAMPTZ(3), ADD COLUMN "confirmed_at" TIMESTAMPTZ(3);
