import { jsonObject } from '../../products/json-object.js';

/** Bytes of an SBOM that the server takes (docs/operators.md). */
export const SBOM_BYTES_MAX = 1024 * 1024;
/** Its media type, as CycloneDX registered it. */
export const SBOM_TYPE = 'application/vnd.cyclonedx+json';

/**
 * What is wrong with a file that is to be kept as the SBOM of a release, before it is sent; undefined if it can be sent. Whether it is
 * one is decided by the server.
 *
 * @param bytes of the file, which may be more than its text has characters
 */
export function sbomFault(text: string, bytes: number): string | undefined {
  if (bytes > SBOM_BYTES_MAX) return 'It is longer than 1 MiB: have your build leave out what is no component.';
  const { bomFormat, spdxVersion } = jsonObject(text) ?? {};
  if (spdxVersion !== undefined) return 'This is SPDX. Have your build write CycloneDX, or convert it.';
  if (bomFormat !== 'CycloneDX') return 'This is no CycloneDX document in JSON.';
  return undefined;
}
