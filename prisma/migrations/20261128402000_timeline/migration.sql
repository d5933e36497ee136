-- What was decided about a campaign, without reading what happened to its devices.
CREATE INDEX "events_about_campaigns" ON "events"("campaign_id", "id") WHERE "job_id" IS NULL AND "campaign_id" IS NOT NULL;
