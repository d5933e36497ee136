/** Faults of software bills of materials. Part of the table in ../faults.ts. */
export const SBOM_FAULTS = {
  sbom_invalid: {
    status: 422,
    meaning:
      'The file is no CycloneDX 1.4 to 1.7 in JSON, or is larger than is taken; the detail says where. Have the build write that, or convert the file.',
  },
  sbom_mismatch: {
    status: 422,
    meaning:
      'The SBOM says by its SHA-256 that it describes another program than this release; send that of the same build.',
  },
  sbom_unknown: { status: 404, meaning: 'The release has no SBOM; whoever may describe releases can add one.' },
  sbom_unreadable: {
    status: 503,
    meaning: 'The SBOM cannot be read from the store; restore its blob or repair the store, or send the SBOM again.',
  },
} as const;
