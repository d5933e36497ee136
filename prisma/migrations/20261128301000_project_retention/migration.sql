-- How long a project keeps its records, where that is shorter than the installation says.
ALTER TABLE "projects"
    ADD COLUMN "keep_events_days" INTEGER,
    ADD COLUMN "keep_events_max" INTEGER,
    ADD COLUMN "keep_jobs_days" INTEGER,
    ADD CONSTRAINT "projects_keep_positive" CHECK ("keep_events_days" > 0 AND "keep_events_max" > 0 AND "keep_jobs_days" > 0);
