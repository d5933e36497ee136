-- Tokens are random texts that only their SHA-256 is kept of, and the roles are in their rows. Tokens that earlier servers signed have no hash; their scopes become the
-- roles that allow today what they allowed then.
ALTER TABLE "operator_tokens"
    ADD COLUMN "hash" BYTEA,
    ADD COLUMN "roles" TEXT[],
    ADD COLUMN "project" TEXT,
    ADD COLUMN "replaces" TEXT;

UPDATE "operator_tokens" SET "roles" = (
    SELECT array_agg(DISTINCT "role" ORDER BY "role")
    FROM unnest("scopes") AS "s"("scope")
    JOIN (VALUES ('read', 'viewer'), ('operate', 'operator'), ('operate', 'releaser'), ('operate', 'factory'),
                 ('admin', 'installation-admin'), ('broker', 'broker')) AS "m"("scope", "role") USING ("scope"));

ALTER TABLE "operator_tokens" DROP CONSTRAINT "operator_tokens_scopes_known", DROP COLUMN "scopes";
ALTER TABLE "operator_tokens"
    ADD CONSTRAINT "operator_tokens_roles_known" CHECK (cardinality("roles") > 0 AND "roles" <@ ARRAY['viewer', 'operator', 'releaser', 'factory', 'approver', 'admin', 'installation-admin', 'auditor', 'broker']),
    ADD CONSTRAINT "operator_tokens_hash_whole" CHECK (octet_length("hash") = 32);

CREATE UNIQUE INDEX "operator_tokens_hash_key" ON "operator_tokens"("hash");
