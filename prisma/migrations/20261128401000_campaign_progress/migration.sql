-- A campaign may wait for its start time, and remembers what its rules have done.
ALTER TABLE "campaigns" ADD COLUMN "progress" JSONB;
ALTER TABLE "campaigns" DROP CONSTRAINT "campaigns_state_known";
ALTER TABLE "campaigns"
    ADD CONSTRAINT "campaigns_state_known" CHECK ("state" IN ('draft', 'scheduled', 'starting', 'running', 'paused', 'stopping', 'stopped', 'finished'));
