import { Anchor, Code, Text } from '@mantine/core';
import type { ReactNode } from 'react';

import { NotAllowed } from '../../admin/rights/not-allowed.js';
import { later } from '../../parts/later.js';
import { Section } from '../../parts/section.js';
import { useProduct } from '../../products/products.js';
import { useRights } from '../../session/use-rights.js';
import type { ReleaseDetail } from '../releases.js';
import { sbomAddress } from './sbom.js';

const ComponentTable = later(async () => (await import('./component-table.js')).ComponentTable);

/** What a release is made of, as its software bill of materials says; and how one is kept with it, where there is none. */
export function SbomSection({ release }: { readonly release: ReleaseDetail }): ReactNode {
  const { product, version, sbom } = release;
  return (
    <Section
      title="What it is made of"
      about={
        sbom &&
        `CycloneDX ${sbom.specVersion}, as it came with the release. Devices are told nothing of it; releases with a component are found by component==NAME.`
      }
      orders={
        sbom && (
          <Anchor
            href={sbomAddress({ product, version })}
            download={`${product}-${version}.cdx.json`}
            size="sm"
            className="text-link"
          >
            The file (JSON)
          </Anchor>
        )
      }
    >
      {sbom ? <ComponentTable {...{ product, version, sha256: sbom.sha256 }} /> : <None release={release} />}
    </Section>
  );
}

function None({ release: { product, version } }: { readonly release: ReleaseDetail }): ReactNode {
  const project = useProduct(product).data?.project;
  const mayKeep = useRights().may('release.describe', project);
  return (
    <Text size="sm" c="dimmed" component="div">
      No software bill of materials (SBOM) is kept with it.{' '}
      {mayKeep ? (
        <>
          Your build can write one in CycloneDX. Then keep it here, so that this release is found on the day a component
          has a vulnerability:{' '}
          <Code className="breaking">
            twinbank releases sbom {product} {version} --store FILE
          </Code>
        </>
      ) : (
        <NotAllowed action="release.describe">Others keep them.</NotAllowed>
      )}
    </Text>
  );
}
