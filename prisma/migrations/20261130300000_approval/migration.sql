-- Whether campaigns of a project need an approval; what was said of a draft, and by whom; and who wrote it.
ALTER TABLE "projects" ADD COLUMN "campaigns_need_approval" BOOLEAN NOT NULL DEFAULT false;
ALTER TABLE "campaigns" ADD COLUMN "approval" JSONB, ADD COLUMN "authors" TEXT[] DEFAULT ARRAY[]::TEXT[];

-- Drafts that exist: their authors are in the event log, as far as it is kept; the one who created it is on the row.
UPDATE "campaigns" c SET "authors" = w.authors
FROM (
  SELECT campaign_id, (array_agg(DISTINCT CASE
           WHEN actor ? 'owner' THEN 'user:' || (actor ->> 'owner')
           WHEN actor ? 'sessionId' THEN 'user:' || (actor ->> 'name')
           ELSE 'token:' || (actor ->> 'name') END))[1:32] AS authors
  FROM (
    SELECT id AS campaign_id, created_by AS actor FROM campaigns WHERE state = 'draft'
    UNION ALL
    SELECT e.campaign_id, e.actor FROM events e JOIN campaigns d ON d.id = e.campaign_id
    WHERE d.state = 'draft' AND e.kind IN ('campaign_created', 'campaign_changed')
  ) AS written
  WHERE actor IS NOT NULL GROUP BY campaign_id
) AS w
WHERE w.campaign_id = c.id;
