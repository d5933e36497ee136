-- People and service accounts that the server knows by name. A person signs in with a password; a service account cannot.
CREATE TABLE "users" (
    "number" SERIAL NOT NULL,
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "display_name" TEXT NOT NULL DEFAULT '',
    "email" TEXT,
    "password_hash" TEXT,
    "setup_hash" BYTEA,
    "setup_expires_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "created_by" TEXT NOT NULL,
    "disabled_at" TIMESTAMPTZ(3),
    "last_sign_in_at" TIMESTAMPTZ(3),

    CONSTRAINT "users_pkey" PRIMARY KEY ("number"),
    CONSTRAINT "users_kind_known" CHECK ("kind" IN ('person', 'service')),
    CONSTRAINT "users_name_form" CHECK ("name" ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$'),
    CONSTRAINT "users_setup_whole" CHECK (("setup_hash" IS NULL) = ("setup_expires_at" IS NULL)),
    CONSTRAINT "users_service_signs_in_nowhere" CHECK ("kind" = 'person' OR ("password_hash" IS NULL AND "setup_hash" IS NULL)),
    CONSTRAINT "users_hash_is_argon2id" CHECK ("password_hash" LIKE '$argon2id$%')
);
CREATE UNIQUE INDEX "users_id_key" ON "users"("id");
-- Nobody is to be mistaken for somebody whose name differs in case only.
CREATE UNIQUE INDEX "users_name_key" ON "users"(lower("name"));
CREATE UNIQUE INDEX "users_setup_hash_key" ON "users"("setup_hash");

CREATE TABLE "user_grants" (
    "number" SERIAL NOT NULL,
    "user_id" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "project" TEXT,

    CONSTRAINT "user_grants_pkey" PRIMARY KEY ("number"),
    CONSTRAINT "user_grants_role_known" CHECK ("role" IN ('viewer', 'operator', 'releaser', 'factory', 'approver', 'admin', 'installation-admin', 'auditor', 'broker')),
    CONSTRAINT "user_grants_everywhere" CHECK ("project" IS NULL OR "role" NOT IN ('installation-admin', 'auditor', 'broker')),
    CONSTRAINT "user_grants_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE RESTRICT,
    CONSTRAINT "user_grants_project_fkey" FOREIGN KEY ("project") REFERENCES "projects"("name") ON DELETE RESTRICT ON UPDATE RESTRICT
);
CREATE UNIQUE INDEX "user_grants_once" ON "user_grants"("user_id", "role", coalesce("project", ''));

-- Sessions of browsers. Only the hash of the cookie is kept. Rows stay for a while after their end, so that it is known from where somebody signs in.
CREATE TABLE "browser_sessions" (
    "number" SERIAL NOT NULL,
    "id" TEXT NOT NULL,
    "hash" BYTEA NOT NULL,
    "user_id" TEXT NOT NULL,
    "method" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "network" TEXT NOT NULL,
    "agent" TEXT NOT NULL DEFAULT '',
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "last_used_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "browser_sessions_pkey" PRIMARY KEY ("number"),
    CONSTRAINT "browser_sessions_method_known" CHECK ("method" IN ('password')),
    CONSTRAINT "browser_sessions_hash_whole" CHECK (octet_length("hash") = 32),
    CONSTRAINT "browser_sessions_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE RESTRICT
);
CREATE UNIQUE INDEX "browser_sessions_id_key" ON "browser_sessions"("id");
CREATE UNIQUE INDEX "browser_sessions_hash_key" ON "browser_sessions"("hash");
CREATE INDEX "browser_sessions_user_id_number_idx" ON "browser_sessions"("user_id", "number");

-- Failed attempts to sign in, by the hash of what they are counted for: a name that somebody typed may be a password in the wrong field.
CREATE TABLE "sign_in_failures" (
    "key" TEXT NOT NULL,
    "count" INTEGER NOT NULL,
    "last_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "sign_in_failures_pkey" PRIMARY KEY ("key"),
    CONSTRAINT "sign_in_failures_count_counted" CHECK ("count" >= 0)
);
CREATE INDEX "sign_in_failures_last_at_idx" ON "sign_in_failures"("last_at");

-- A token may belong to a user: it is good while the user is, and allows no more than the user may do.
ALTER TABLE "operator_tokens" ADD COLUMN "owner_id" TEXT;
ALTER TABLE "operator_tokens" ADD CONSTRAINT "operator_tokens_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "users"("id") ON DELETE SET NULL ON UPDATE RESTRICT;
CREATE INDEX "operator_tokens_owner_id_idx" ON "operator_tokens"("owner_id");
