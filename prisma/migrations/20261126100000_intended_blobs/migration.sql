-- Images whose upload was begun and is not yet, or never will be, a release. Written before the blob, deleted with the release's row
-- in one transaction: a blob that was left over can be told from one that another database names.
CREATE TABLE "intended_blobs" (
    "key" TEXT NOT NULL,
    "intended_at" TIMESTAMPTZ(3) NOT NULL,
    "given_up" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "intended_blobs_pkey" PRIMARY KEY ("key")
);
ALTER TABLE "intended_blobs" ADD CONSTRAINT "intended_blobs_key_is_sha256" CHECK ("key" ~ '^[0-9a-f]{64}$');
