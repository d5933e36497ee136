/** Faults of release packages and of who may sign. Part of the table in ../faults.ts. */
export const PACKAGE_FAULTS = {
  package_invalid: {
    status: 400,
    meaning: 'The file is no release package, or its numbers contradict one another; the offset is named.',
  },
  package_truncated: { status: 400, meaning: 'The release package ends before its length says.' },
  package_too_large: {
    status: 413,
    meaning: 'The release package, or something in it, is longer than is taken; the limit is named.',
  },
  package_digest_mismatch: {
    status: 422,
    meaning: 'A digest in the package’s manifest is not that of the bytes in the package; the detail says which.',
  },
  package_contradicts_image: {
    status: 422,
    meaning: 'The package’s manifest says of the image what the image’s own descriptor says otherwise.',
  },
  package_mismatch: {
    status: 422,
    meaning: 'The package is signed for another product, part, hardware revision or block size than this one has.',
  },
  package_sections_unsupported: {
    status: 422,
    meaning: 'The image has sections for more other chips than a device names: eight at most.',
  },
  section_table_invalid: {
    status: 422,
    meaning:
      'The table of sections at the end of the image contradicts itself, the bytes that it names or the manifest; the detail says how.',
  },
  section_misplaced: {
    status: 422,
    meaning:
      'A section of the image belongs to RAM that the part does not have, or that something else needs; the detail says which.',
  },
  isr_copies_unequal: {
    status: 422,
    meaning:
      'The two copies of interrupt code that an image names for RAM are not the same code, each for its own place: build both from the same files, and link each for its address.',
  },
  plan_invalid: {
    status: 422,
    meaning:
      'A plan of the release contradicts itself, the image, or its manifest, or the release has run-once code beside it; the detail says how.',
  },
  plan_misplaced: {
    status: 422,
    meaning:
      'A step of a plan touches what is no RAM of the part, or what a stack, interrupt code, a start value or the agent needs; the detail says which.',
  },
  plan_impossible: {
    status: 422,
    meaning:
      'No plan can bring RAM from the one image to the other: a reset or code is needed, or too little is known; the detail says why.',
  },
  companion_unknown: {
    status: 422,
    meaning: 'The release is for a chip beside the microcontroller that the device does not have; it is named.',
  },
  companion_failed: {
    status: 500,
    meaning:
      'A chip beside the microcontroller did not take, check or start what the release has for it, again and again; or it still runs what an image brought that was not kept, which an order would make the device forget. The detail names the chip. Another attempt may pass; a release that brings this chip something is taken.',
  },
  signature_algorithm: {
    status: 422,
    meaning:
      'A signature is neither EdDSA nor ES256 for this kind of document, which alone are checked, or its header names the algorithm of another kind of key than the one that it names.',
  },
  signature_repeated: { status: 422, meaning: 'There are two signatures by one key.' },
  signature_documents: {
    status: 422,
    meaning:
      'A signature of the package names other documents (facts, SBOM, notes) than go with it. Pack it anew, and have every key sign that package.',
  },
  signatures_missing: {
    status: 422,
    meaning:
      'There are fewer signatures than are needed, of a package or of a change of who may sign; the facts say how many of how many.',
  },
  signing_key_unknown: {
    status: 422,
    meaning: 'A signature is by a key that may not sign here, or may not any more; its id is named.',
  },
  release_unsigned: {
    status: 409,
    meaning: 'The server may not sign releases of this product: upload a package that its team has signed.',
  },
  manifest_key_missing: {
    status: 409,
    meaning: 'The key ring of this server has no manifest key, so it signs nothing.',
  },
  signing_key_private: {
    status: 400,
    meaning: 'A private key was sent where a public one belongs: take it for stolen, and make another.',
  },
  signing_key_unsupported: {
    status: 400,
    meaning:
      'A key is none with which a device can check a release: devices take public keys of Ed25519 and P-256, as JWK, whose point is one of the curve; the detail says what is wrong.',
  },
  signing_policy_invalid: {
    status: 400,
    meaning: 'Nobody could fulfil what is said of signatures, or one could alone where two shall: the detail says why.',
  },
  signing_policy_outdated: {
    status: 409,
    meaning:
      'What was signed of who may sign is for another product, or not the next after what holds; the facts say which number is.',
  },
} as const;
