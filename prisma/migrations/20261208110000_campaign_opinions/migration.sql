-- What was said of a draft, and what was changed of it since: so that whoever approves sees what is other than it was. An opinion keeps what it was of, field by field, and
-- the figures of its plan. Few are kept of each campaign; they go with it.
CREATE TABLE "campaign_opinions" (
    "id" BIGSERIAL NOT NULL,
    "campaign_id" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor" JSONB NOT NULL,
    -- Null for a change.
    "definition" JSONB,
    "plan" JSONB,
    -- Of a change: what it wrote.
    "fields" TEXT[] DEFAULT ARRAY[]::TEXT[],
    -- Of an approval: for how many devices, and a digest of each group that the draft named.
    "devices" INTEGER,
    "groups" JSONB,
    -- Of a rejection.
    "why" TEXT,

    CONSTRAINT "campaign_opinions_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "campaign_opinions_kind_known" CHECK ("kind" IN ('asked', 'approved', 'rejected', 'changed')),
    CONSTRAINT "campaign_opinions_are_of_something" CHECK (("kind" = 'changed') = ("definition" IS NULL))
);
CREATE INDEX "campaign_opinions_campaign_id_id_idx" ON "campaign_opinions"("campaign_id", "id");
ALTER TABLE "campaign_opinions" ADD CONSTRAINT "campaign_opinions_campaign_id_fkey" FOREIGN KEY ("campaign_id") REFERENCES "campaigns"("id") ON DELETE CASCADE ON UPDATE RESTRICT;
