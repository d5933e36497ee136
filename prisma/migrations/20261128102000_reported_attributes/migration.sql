-- What devices say of themselves, apart from what operators say of them. Reports mostly say the same again, and then the index stays as it is.
ALTER TABLE "devices" ADD COLUMN "reported" JSONB NOT NULL DEFAULT '{}';
ALTER TABLE "devices" ADD CONSTRAINT "devices_reported_object" CHECK (jsonb_typeof("reported") = 'object');
CREATE INDEX "devices_reported" ON "devices" USING GIN ("reported" jsonb_path_ops);
