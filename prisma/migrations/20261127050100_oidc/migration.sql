-- A person may be known by an identity provider instead of a password: by its issuer and what that calls the person.
ALTER TABLE "users" ADD COLUMN "issuer" TEXT;
ALTER TABLE "users" ADD COLUMN "subject" TEXT;
ALTER TABLE "users" ADD CONSTRAINT "users_subject_whole" CHECK (("issuer" IS NULL) = ("subject" IS NULL));
-- A password beside it would let somebody in whom the identity provider no longer knows.
ALTER TABLE "users" ADD CONSTRAINT "users_one_way_in" CHECK ("issuer" IS NULL OR ("kind" = 'person' AND "password_hash" IS NULL AND "setup_hash" IS NULL));
CREATE UNIQUE INDEX "users_issuer_subject_key" ON "users"("issuer", "subject");

-- A role may be given by hand, by a group of the identity provider, or by both. What a group no longer gives is taken at the next sign-in.
ALTER TABLE "user_grants" ADD COLUMN "by_hand" BOOLEAN NOT NULL DEFAULT true;
ALTER TABLE "user_grants" ADD COLUMN "by_group" BOOLEAN NOT NULL DEFAULT false;
ALTER TABLE "user_grants" ADD CONSTRAINT "user_grants_given" CHECK ("by_hand" OR "by_group");

ALTER TABLE "browser_sessions" DROP CONSTRAINT "browser_sessions_method_known";
ALTER TABLE "browser_sessions" ADD CONSTRAINT "browser_sessions_method_known" CHECK ("method" IN ('password', 'oidc'));
