-- How many bytes what is known of a release's program takes in the store, packed: it counts against the quota of its project. Null: nothing was kept, or it is
-- from before this was written down.
ALTER TABLE "releases" ADD COLUMN "facts_bytes" INTEGER;
