-- What is left of a campaign's rate; written by whoever hands out tickets, under the lock of the campaign.
ALTER TABLE "campaigns" ADD COLUMN "pace" JSONB;
