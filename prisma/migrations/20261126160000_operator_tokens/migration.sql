-- Operators' tokens by their ids, so that one can be revoked. The tokens themselves are not stored.
CREATE TABLE "operator_tokens" (
    "number" SERIAL NOT NULL,
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "scopes" TEXT[],
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "created_by" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "last_used_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),
    "revoked_by" TEXT,

    CONSTRAINT "operator_tokens_pkey" PRIMARY KEY ("number"),
    CONSTRAINT "operator_tokens_scopes_known" CHECK (cardinality("scopes") > 0 AND "scopes" <@ ARRAY['read', 'operate', 'admin', 'broker']),
    CONSTRAINT "operator_tokens_revoked_by_someone" CHECK (("revoked_at" IS NULL) = ("revoked_by" IS NULL))
);

CREATE UNIQUE INDEX "operator_tokens_id_key" ON "operator_tokens"("id");

-- A token that was revoked stays so, and no row goes: its id would be unknown then, and its revocation unexplained.
CREATE TRIGGER "operator_tokens_revoked_for_good" BEFORE UPDATE ON "operator_tokens" FOR EACH ROW
    WHEN (OLD."revoked_at" IS NOT NULL AND NEW."revoked_at" IS DISTINCT FROM OLD."revoked_at")
    EXECUTE FUNCTION "refuse_change"('a token that was revoked stays revoked');
