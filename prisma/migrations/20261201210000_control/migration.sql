-- Devices that a campaign holds back are few, among many that it leaves out for other reasons.
CREATE INDEX "jobs_control" ON "jobs"("campaign_id") WHERE "fault" = 'control_group';
