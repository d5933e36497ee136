-- What operators can change counts its changes, so that nobody overwrites a change that they have not seen.
ALTER TABLE "projects" ADD COLUMN "version" INTEGER NOT NULL DEFAULT 1;
ALTER TABLE "products" ADD COLUMN "version" INTEGER NOT NULL DEFAULT 1;
ALTER TABLE "users" ADD COLUMN "version" INTEGER NOT NULL DEFAULT 1;
