-- Where events are sent to. Secrets are sealed under a key of the key ring. Times by which work is shared are the database's, since clocks of servers differ.
CREATE TABLE "webhooks" (
    "number" SERIAL NOT NULL,
    "id" TEXT NOT NULL,
    "project" TEXT,
    "name" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "kinds" TEXT[],
    "secret" BYTEA NOT NULL,
    "previous_secret" BYTEA,
    "previous_until" TIMESTAMPTZ(3),
    "disabled" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "created_by" JSONB NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "failing_since" TIMESTAMPTZ(3),
    "lease" TEXT,
    "leased_until" TIMESTAMPTZ(3),
    "rests_until" TIMESTAMPTZ(3),
    "turn_at" TIMESTAMPTZ(3),

    CONSTRAINT "webhooks_pkey" PRIMARY KEY ("number"),
    CONSTRAINT "webhooks_disabled_known" CHECK ("disabled" IN ('operator', 'gone', 'failing')),
    CONSTRAINT "webhooks_previous_whole" CHECK (("previous_secret" IS NULL) = ("previous_until" IS NULL)),
    CONSTRAINT "webhooks_project_fkey" FOREIGN KEY ("project") REFERENCES "projects"("name") ON DELETE RESTRICT ON UPDATE RESTRICT
);
CREATE UNIQUE INDEX "webhooks_id_key" ON "webhooks"("id");
CREATE INDEX "webhooks_project_number_idx" ON "webhooks"("project", "number");

-- One event for one webhook. The event is copied, so that it can be sent again after the log has let it go. There is no foreign key to
-- the webhook: it would make every writer of events wait for whoever changes a webhook, and fail with whoever deletes one.
CREATE TABLE "webhook_deliveries" (
    "id" BIGSERIAL NOT NULL,
    "webhook" INTEGER NOT NULL,
    "project" TEXT,
    "event" JSONB NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'waiting',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "due_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "give_up_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now() + interval '26 hours',
    "tried_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    "last_status" INTEGER,
    "last_fault" TEXT,

    CONSTRAINT "webhook_deliveries_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "webhook_deliveries_state_known" CHECK ("state" IN ('waiting', 'delivered', 'dead')),
    CONSTRAINT "webhook_deliveries_end" CHECK (("state" = 'waiting') = ("ended_at" IS NULL))
);
CREATE INDEX "webhook_deliveries_webhook_id_idx" ON "webhook_deliveries"("webhook", "id");
CREATE INDEX "webhook_deliveries_due" ON "webhook_deliveries"("webhook", "due_at") WHERE "state" = 'waiting';
CREATE INDEX "webhook_deliveries_dead" ON "webhook_deliveries"("webhook", "id") WHERE "state" = 'dead';
CREATE INDEX "webhook_deliveries_give_up" ON "webhook_deliveries"("give_up_at") WHERE "state" = 'waiting';
CREATE INDEX "webhook_deliveries_ended_at_idx" ON "webhook_deliveries"("ended_at");

-- Deliveries are written with the event, in its transaction, whoever writes it: so none is missing and none is there without its event.
CREATE FUNCTION "deliver_events"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM "webhooks" WHERE "disabled" IS NULL) THEN
        INSERT INTO "webhook_deliveries" ("webhook", "project", "event")
        SELECT w."number", w."project", to_jsonb(e) FROM "written" e JOIN "webhooks" w
            ON w."disabled" IS NULL AND (w."project" IS NULL OR w."project" = e."project") AND (cardinality(w."kinds") = 0 OR e."kind" = ANY (w."kinds"))
        ORDER BY e."id";
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER "events_delivered" AFTER INSERT ON "events" REFERENCING NEW TABLE AS "written" FOR EACH STATEMENT EXECUTE FUNCTION "deliver_events"();
