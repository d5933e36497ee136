-- Devices get one signature of a release; who else has signed it decides whether it may still be brought to them once a key was taken away. Of
-- releases from before, and of those that the server signed, nothing is known but the first.
ALTER TABLE "releases" ADD COLUMN "signed_by" TEXT[] DEFAULT ARRAY[]::TEXT[];
