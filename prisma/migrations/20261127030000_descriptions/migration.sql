-- What operators write down about devices and releases, and how often they changed something of them.
ALTER TABLE "devices"
    ADD COLUMN "name" TEXT,
    ADD COLUMN "note" TEXT,
    ADD COLUMN "tags" TEXT[] DEFAULT ARRAY[]::TEXT[],
    ADD COLUMN "version" INTEGER NOT NULL DEFAULT 1;

ALTER TABLE "releases"
    ADD COLUMN "notes" TEXT,
    ADD COLUMN "labels" TEXT[] DEFAULT ARRAY[]::TEXT[],
    -- The column "version" of releases is that of the image.
    ADD COLUMN "row_version" INTEGER NOT NULL DEFAULT 1;
