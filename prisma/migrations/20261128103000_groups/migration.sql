-- Devices under a name: listed, or those that a selection selects.
CREATE TABLE "device_groups" (
    "number" SERIAL NOT NULL,
    "id" TEXT NOT NULL,
    "project" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "filter" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "created_by" JSONB NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "device_groups_pkey" PRIMARY KEY ("number"),
    CONSTRAINT "device_groups_project_fkey" FOREIGN KEY ("project") REFERENCES "projects"("name") ON DELETE RESTRICT ON UPDATE RESTRICT
);
CREATE UNIQUE INDEX "device_groups_id_key" ON "device_groups"("id");
CREATE UNIQUE INDEX "device_groups_project_name_key" ON "device_groups"("project", "name");

-- The devices of static groups.
CREATE TABLE "device_group_members" (
    "group_number" INTEGER NOT NULL,
    "device_id" TEXT NOT NULL,

    CONSTRAINT "device_group_members_pkey" PRIMARY KEY ("group_number", "device_id"),
    CONSTRAINT "device_group_members_group_number_fkey" FOREIGN KEY ("group_number") REFERENCES "device_groups"("number") ON DELETE CASCADE ON UPDATE RESTRICT,
    CONSTRAINT "device_group_members_device_id_fkey" FOREIGN KEY ("device_id") REFERENCES "devices"("id") ON DELETE CASCADE ON UPDATE RESTRICT
);
CREATE INDEX "device_group_members_device_id_idx" ON "device_group_members"("device_id");
