-- How many offers of a job its device did not accept. They use up no attempt; without this column each of them did.
ALTER TABLE "jobs" ADD COLUMN "missed_offers" INTEGER NOT NULL DEFAULT 0;
