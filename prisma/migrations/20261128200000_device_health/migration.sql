-- What each device last reported of its health, and which image it was counted for. A table of its own: it changes often, and nothing else of a device does then.
CREATE TABLE "device_health" (
    "device_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "digest" TEXT,
    "health" JSONB NOT NULL,

    CONSTRAINT "device_health_pkey" PRIMARY KEY ("device_id"),
    CONSTRAINT "device_health_device_id_fkey" FOREIGN KEY ("device_id") REFERENCES "devices"("id") ON DELETE RESTRICT ON UPDATE RESTRICT
);
