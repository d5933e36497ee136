-- When an operator had the device of a job asked to stop: no further attempt follows, and a device that stops has not failed.
ALTER TABLE "jobs" ADD COLUMN "cancel_asked_at" TIMESTAMPTZ(3);
