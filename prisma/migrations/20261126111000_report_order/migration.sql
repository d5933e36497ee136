-- Where a device is in its own count of starts and reports: what it said before that is old, whenever a server comes to write it.
-- AlterTable
ALTER TABLE "devices" ADD COLUMN     "report_at" TIMESTAMPTZ(3),
ADD COLUMN     "report_seq" BIGINT,
ADD COLUMN     "report_start" BIGINT;

-- What Prisma's language cannot say.
ALTER TABLE "devices" ADD CONSTRAINT "devices_report_place_whole" CHECK (("report_start" IS NULL) = ("report_seq" IS NULL) AND ("report_start" IS NULL) = ("report_at" IS NULL));
