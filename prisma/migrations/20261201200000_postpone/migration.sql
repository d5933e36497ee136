-- Until when the application of an attempt's device may put the swap off, and until when it said that it does.
ALTER TABLE "attempts" ADD COLUMN "postponable_until" TIMESTAMPTZ(3);
ALTER TABLE "jobs" ADD COLUMN "postponed_until" TIMESTAMPTZ(3);
