-- What was uploaded, beside the padded image that devices report, and what inspection said of it. Unknown of older releases.
ALTER TABLE "releases"
    ADD COLUMN "file_length" INTEGER,
    ADD COLUMN "file_digest" TEXT,
    ADD COLUMN "findings" JSONB;

ALTER TABLE "releases"
    ADD CONSTRAINT "releases_file_as_a_whole" CHECK (("file_length" IS NULL) = ("file_digest" IS NULL));

-- Whose update agent is in a product's images. Nothing was asked of those of older products, and nothing is asked of them now.
ALTER TABLE "products" ADD COLUMN "agent" TEXT NOT NULL DEFAULT 'own';
ALTER TABLE "products" ALTER COLUMN "agent" SET DEFAULT 'twinbank';
ALTER TABLE "products" ADD CONSTRAINT "products_agent_known" CHECK ("agent" IN ('twinbank', 'own'));
