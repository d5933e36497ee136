-- The blob in which the software bill of materials (SBOM) of a release lies, how many bytes it takes in the store, and what is told of it. Null: there is none.
ALTER TABLE "releases" ADD COLUMN "sbom_key" TEXT, ADD COLUMN "sbom_bytes" INTEGER, ADD COLUMN "sbom" JSONB;

-- The components that the SBOM of a release names, each as NAME and as NAME@VERSION: asked for by lists, and read with no release.
CREATE TABLE "release_components" (
    "release_id" INTEGER NOT NULL,
    "names" TEXT[],

    CONSTRAINT "release_components_pkey" PRIMARY KEY ("release_id"),
    CONSTRAINT "release_components_release_id_fkey" FOREIGN KEY ("release_id") REFERENCES "releases"("id") ON DELETE CASCADE ON UPDATE RESTRICT
);
