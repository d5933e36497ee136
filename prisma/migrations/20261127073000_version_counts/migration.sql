-- How many devices ran each version, counted once an hour by one of the servers: nothing else says what ran when.
CREATE TABLE "version_samples" (
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "version_samples_pkey" PRIMARY KEY ("at")
);

-- The project is that of the moment, as with events: what is told later does not move with the product.
CREATE TABLE "version_counts" (
    "id" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "project" TEXT NOT NULL,
    "product" TEXT NOT NULL,
    "version" TEXT,
    "devices" INTEGER NOT NULL,

    CONSTRAINT "version_counts_pkey" PRIMARY KEY ("id")
);

CREATE INDEX "version_counts_at_id_idx" ON "version_counts"("at", "id");

ALTER TABLE "version_counts" ADD CONSTRAINT "version_counts_at_fkey" FOREIGN KEY ("at") REFERENCES "version_samples"("at") ON DELETE CASCADE ON UPDATE RESTRICT;

ALTER TABLE "version_counts" ADD CONSTRAINT "version_counts_some" CHECK ("devices" > 0);
