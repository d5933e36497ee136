-- A job may lead its device over releases in between. Which release an attempt brings is written with it; without one it is the campaign's,
-- as of every attempt until now: so no row of these tables, which only grow, has to be rewritten.
ALTER TABLE "attempts" ADD COLUMN "release_id" INTEGER;
ALTER TABLE "attempts" ADD CONSTRAINT "attempts_release_id_fkey" FOREIGN KEY ("release_id") REFERENCES "releases"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
CREATE INDEX "attempts_release_id_idx" ON "attempts"("release_id");

-- How many releases in between its device has confirmed, and by which attempt the last of them.
ALTER TABLE "jobs" ADD COLUMN "hops_done" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "jobs" ADD COLUMN "hop_transfer" INTEGER;
ALTER TABLE "jobs" ADD CONSTRAINT "jobs_hops_have_an_attempt" CHECK ("hops_done" >= 0 AND ("hops_done" > 0) = ("hop_transfer" IS NOT NULL));
