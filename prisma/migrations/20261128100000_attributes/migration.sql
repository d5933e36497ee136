-- What operators know of a device, for choosing among many. Only they write it, so reports of devices leave its index alone.
ALTER TABLE "devices" ADD COLUMN "attributes" JSONB NOT NULL DEFAULT '{}';
ALTER TABLE "devices" ADD CONSTRAINT "devices_attributes_object" CHECK (jsonb_typeof("attributes") = 'object');

-- Of paths with their values: it serves containment, by which selections ask whether an attribute has a value.
CREATE INDEX "devices_attributes" ON "devices" USING GIN ("attributes" jsonb_path_ops);
