-- Campaigns that select devices by the jobs of another one: looked for before that one's jobs are removed.
CREATE INDEX "campaigns_source" ON "campaigns"((("selection" -> 'from' ->> 'campaign')::int)) WHERE "selection" -> 'from' IS NOT NULL;
