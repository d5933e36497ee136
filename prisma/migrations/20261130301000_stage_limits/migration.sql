-- When an accepted attempt ends at the latest, and when its device last got further. With limits for stages, deadline_at is when it is looked at next.
ALTER TABLE "jobs" ADD COLUMN "run_ends_at" TIMESTAMPTZ(3), ADD COLUMN "progress_at" TIMESTAMPTZ(3);
