-- Tenants of an installation. What was there before they were known belongs to the project `default`.
CREATE TABLE "projects" (
    "name" TEXT NOT NULL,
    "title" TEXT NOT NULL DEFAULT '',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "projects_pkey" PRIMARY KEY ("name"),
    CONSTRAINT "projects_name_form" CHECK ("name" ~ '^[a-z0-9][a-z0-9._-]{0,62}$')
);
INSERT INTO "projects" ("name", "title") VALUES ('default', 'What was there before there were projects');

-- A product belongs to one project for good: so what happened to its devices belongs to it, too.
ALTER TABLE "products" ADD COLUMN "project" TEXT NOT NULL DEFAULT 'default';
ALTER TABLE "products" ADD CONSTRAINT "products_project_fkey" FOREIGN KEY ("project") REFERENCES "projects"("name") ON DELETE RESTRICT ON UPDATE RESTRICT;
CREATE INDEX "products_project_idx" ON "products"("project");
CREATE TRIGGER "products_stay" BEFORE UPDATE ON "products" FOR EACH ROW
    WHEN (NEW."project" <> OLD."project") EXECUTE FUNCTION "refuse_change"('a product stays in its project');

ALTER TABLE "operator_tokens" ADD CONSTRAINT "operator_tokens_project_fkey" FOREIGN KEY ("project") REFERENCES "projects"("name") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "operator_tokens" ADD CONSTRAINT "operator_tokens_everywhere" CHECK ("project" IS NULL OR NOT "roles" && ARRAY['installation-admin', 'auditor', 'broker']);

-- Events say which project they belong to, whoever writes them: that of their campaign, their device or the product they name; those of the installation say none.
-- What was recorded before belongs to `default`, whose people could read all of it.
ALTER TABLE "events" ADD COLUMN "project" TEXT DEFAULT 'default';
ALTER TABLE "events" ALTER COLUMN "project" DROP DEFAULT;
CREATE FUNCTION "project_of_event"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW."project" := CASE
        WHEN NEW."campaign_id" IS NOT NULL THEN (SELECT p."project" FROM "campaigns" c JOIN "products" p ON p."name" = c."product" WHERE c."id" = NEW."campaign_id")
        WHEN NEW."device_id" IS NOT NULL THEN (SELECT p."project" FROM "devices" d JOIN "products" p ON p."name" = d."product" WHERE d."id" = NEW."device_id")
        ELSE (SELECT p."project" FROM "products" p WHERE p."name" = NEW."data" ->> 'product')
    END;
    RETURN NEW;
END $$;
CREATE TRIGGER "events_project" BEFORE INSERT ON "events" FOR EACH ROW WHEN (NEW."project" IS NULL) EXECUTE FUNCTION "project_of_event"();
CREATE INDEX "events_project_id_idx" ON "events"("project", "id");
