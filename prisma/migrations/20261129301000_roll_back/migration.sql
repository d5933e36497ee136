-- The campaign that a campaign rolls back, and why.
ALTER TABLE "campaigns" ADD COLUMN "origin" JSONB;
