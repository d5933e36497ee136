-- The blob in which what is known of a release's program lies, beside its image. Null: nothing was kept.
ALTER TABLE "releases" ADD COLUMN "facts_key" TEXT;
