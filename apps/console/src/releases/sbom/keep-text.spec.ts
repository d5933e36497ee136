import { describe, expect, it } from '@jest/globals';

import { SBOM_BYTES_MAX, sbomFault } from './keep-text.js';

describe('a file that is to be kept as the SBOM of a release', () => {
  const faultOf = (text: string, bytes = text.length): string | undefined => sbomFault(text, bytes);

  it('is sent if it says that it is CycloneDX, up to the length that the server takes', () => {
    const text = JSON.stringify({ bomFormat: 'CycloneDX', specVersion: '1.6' });
    expect([faultOf(text), faultOf(text, SBOM_BYTES_MAX)]).toEqual([undefined, undefined]);
    expect(faultOf(text, SBOM_BYTES_MAX + 1)).toContain('1 MiB');
  });

  it.each([
    ['{"spdxVersion":"SPDX-2.3"}', 'SPDX'],
    ['{}', 'no CycloneDX'],
    ['[]', 'no CycloneDX'],
    ['<bom/>', 'no CycloneDX'],
    ['', 'no CycloneDX'],
  ])('is stopped before it is sent if it is %s', (text, says) => {
    expect(faultOf(text)).toContain(says);
  });
});
