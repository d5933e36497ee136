-- Which keys this database was used with, by fingerprints that give nothing of them away.
-- CreateTable
CREATE TABLE "key_fingerprints" (
    "name" TEXT NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "key_fingerprints_pkey" PRIMARY KEY ("name")
);
