-- Key sets of products: signed documents that say whose signatures their devices take. Each is written once.
CREATE TABLE "key_sets" (
    "id" SERIAL NOT NULL,
    "product" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    -- The document and its signatures, as they are sent to devices.
    "document" TEXT NOT NULL,
    "signatures" JSONB NOT NULL,
    "issued_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "key_sets_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "key_sets_version_positive" CHECK ("version" >= 1)
);
CREATE UNIQUE INDEX "key_sets_product_version_key" ON "key_sets"("product", "version");
ALTER TABLE "key_sets" ADD CONSTRAINT "key_sets_product_fkey" FOREIGN KEY ("product") REFERENCES "products"("name") ON DELETE CASCADE ON UPDATE RESTRICT;

-- What a device last reported of key sets: the version that it holds (0: the keys of its factory; null: it knows none), and the last one that it refused.
ALTER TABLE "devices" ADD COLUMN "key_set" INTEGER,
    ADD COLUMN "key_set_refused" JSONB;
CREATE INDEX "devices_product_key_set_id_idx" ON "devices"("product", "key_set", "id") WHERE "key_set" IS NOT NULL;
