import { useQuery } from '@tanstack/react-query';

import { answerOf } from '@twinbank/client';

import { rest } from '../../server/rest.js';
import type { Release } from '../releases.js';
import { componentsOf } from './components.js';
import { SBOM_TYPE } from './keep-text.js';

/** A release, and the digest of the SBOM that it has. */
export interface SbomName {
  readonly product: string;
  readonly version: string;
  readonly sha256: string;
}

/** Where the file itself is. */
export const sbomAddress = ({ product, version }: Omit<SbomName, 'sha256'>): string =>
  `/api/v1/products/${encodeURIComponent(product)}/releases/${encodeURIComponent(version)}/sbom`;

/** The components that the SBOM of a release names. It is asked for once: another file has another digest. */
export const useComponents = ({ product, version, sha256 }: SbomName) =>
  useQuery({
    queryKey: ['release-sbom', product, version, sha256],
    queryFn: async () => {
      const params = { path: { product, version } };
      const call = rest.GET('/api/v1/products/{product}/releases/{version}/sbom', { params, parseAs: 'text' });
      return componentsOf(await answerOf(call));
    },
    staleTime: Infinity,
  });

/** Keeps a file as the SBOM of a release, in place of the one before; the same file again changes nothing. */
export const keepSbom = (release: Omit<SbomName, 'sha256'>, file: Blob): Promise<Release> => {
  const { product, version } = release;
  return answerOf(
    rest.POST('/api/v1/products/{product}/releases/{version}/sbom', {
      params: { path: { product, version } },
      ...{ body: file, bodySerializer: (body: unknown) => body as Blob, headers: { 'content-type': SBOM_TYPE } },
    } as never),
  );
};
