import { Loader, Stack } from '@mantine/core';
import { useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';

import { later } from '../../parts/later.js';
import { PageHead } from '../../parts/page-head.js';
import { useRights } from '../../session/use-rights.js';
import { useProduct } from '../../products/products.js';
import { Freshness } from '../../shell/freshness.js';
import { UploadForm } from './upload-form.js';

const RightMissing = later(async () => (await import('../../session/right-missing.js')).RightMissing);

/** The upload of a release. */
export function UploadPage(): ReactNode {
  const { product: name = '' } = useParams({ strict: false }) as { product?: string };
  const product = useProduct(name);
  const mayUpload = useRights().may('release.upload', product.data?.project);
  return (
    <Stack maw={720}>
      <PageHead
        title={`A new release of ${name}`}
        up={{ to: `/products/${name}`, label: name }}
        about="The server looks into the file, refuses what no device could run, and says what else it found."
      />
      <Freshness query={product} />
      {product.isPending && <Loader />}
      {product.data && !mayUpload && <RightMissing action="release.upload" project={product.data.project} />}
      {product.data && mayUpload && <UploadForm product={product.data} />}
    </Stack>
  );
}
