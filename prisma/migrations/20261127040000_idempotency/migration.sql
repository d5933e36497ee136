-- What was done for requests that carry a key of their sender, so that a repeat of one does nothing and is answered alike.
CREATE TABLE "idempotency_keys" (
    -- SHA-256 of the sender and the key.
    "id" TEXT NOT NULL,
    -- HMAC of the request under the key, by which another request under the same key is recognised.
    "fingerprint" TEXT NOT NULL,
    -- The request that may carry it out, and until when nobody takes it over.
    "holder" TEXT NOT NULL,
    "held_until" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    -- What was changed, written in the transaction of the change.
    "object" TEXT,
    -- The answer, once there is one. Its text is missing where it is not kept.
    "status" INTEGER,
    "answer" TEXT,

    CONSTRAINT "idempotency_keys_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "idempotency_keys_created_at_idx" ON "idempotency_keys"("created_at");
