-- A campaign may have byte budgets for places of two kinds, such as each site and each gateway: `andEach` beside `each`.
ALTER TABLE "byte_buckets" DROP CONSTRAINT "byte_buckets_scope_known";
ALTER TABLE "byte_buckets" ADD CONSTRAINT "byte_buckets_scope_known" CHECK ("scope" IN ('total', 'each', 'andEach'));
