-- What went wrong at the door: the last refusal of a connection that claimed to be the device, and when its identity was last contested.
ALTER TABLE "devices" ADD COLUMN "refusal_code" TEXT,
ADD COLUMN "refusal_address" TEXT,
ADD COLUMN "refused_at" TIMESTAMPTZ(3),
ADD COLUMN "contested_at" TIMESTAMPTZ(3);

-- A deactivated device is not connected for long, whatever a broker outside last said.
UPDATE "devices" SET "online" = false WHERE "state" = 'inactive' AND "online";
