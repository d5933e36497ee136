-- Releases on their way in several requests. Each piece is a blob of its own; the row says which, in their order, and so how far the upload is:
-- what it does not name does not count. `holder` is the request that may append.
CREATE TABLE "uploads" (
    "id" UUID NOT NULL,
    "product" TEXT NOT NULL,
    "owner" TEXT NOT NULL,
    "content_type" TEXT NOT NULL,
    "length" INTEGER NOT NULL,
    "digest" TEXT,
    "received" INTEGER NOT NULL DEFAULT 0,
    "piece_keys" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "holder" UUID,
    "release" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "uploads_pkey" PRIMARY KEY ("id")
);
ALTER TABLE "uploads" ADD CONSTRAINT "uploads_product_fkey" FOREIGN KEY ("product") REFERENCES "products"("name") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "uploads" ADD CONSTRAINT "uploads_received_is_within" CHECK ("received" BETWEEN 0 AND "length");
ALTER TABLE "uploads" ADD CONSTRAINT "uploads_digest_is_sha256" CHECK ("digest" ~ '^[0-9a-f]{64}$');
CREATE INDEX "uploads_product_owner_idx" ON "uploads"("product", "owner");
CREATE INDEX "uploads_expires_at_idx" ON "uploads"("expires_at");
