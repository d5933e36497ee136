-- Limits of a project; NULL is no limit. A deleted project keeps its row, so that its name, which its history carries, is not used again.
ALTER TABLE "projects"
    ADD COLUMN "devices_max" INTEGER,
    ADD COLUMN "storage_bytes_max" BIGINT,
    ADD COLUMN "requests_per_minute_max" INTEGER,
    ADD COLUMN "deleted_at" TIMESTAMPTZ(3),
    ADD CONSTRAINT "projects_limits" CHECK ("devices_max" >= 0 AND "storage_bytes_max" >= 0 AND "requests_per_minute_max" >= 1),
    ADD CONSTRAINT "projects_default_stays" CHECK ("name" <> 'default' OR "deleted_at" IS NULL);

-- A product may be moved to another project. What was recorded of it until then stays in the log of the project in which it happened.
DROP TRIGGER "products_stay" ON "products";
