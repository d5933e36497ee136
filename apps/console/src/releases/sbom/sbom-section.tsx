import { Anchor, Button, Code, Group, Stack, Text } from '@mantine/core';
import { useState, type ReactNode } from 'react';

import { NotAllowed } from '../../admin/rights/not-allowed.js';
import { later } from '../../parts/later.js';
import { Section } from '../../parts/section.js';
import { useProduct } from '../../products/products.js';
import { useRights } from '../../session/use-rights.js';
import type { ReleaseDetail } from '../releases.js';
import { sbomAddress } from './sbom.js';

const ComponentTable = later(async () => (await import('./component-table.js')).ComponentTable);

/** Only who keeps one loads its form. */
const KeepSbom = later(async () => (await import('./keep-sbom.js')).KeepSbom);

/** What a release is made of, as its software bill of materials says; and how one is kept with it, where there is none. */
export function SbomSection({ release }: { readonly release: ReleaseDetail }): ReactNode {
  const { product, version, sbom } = release;
  const project = useProduct(product).data?.project;
  const mayKeep = useRights().may('release.describe', project);
  const [isReplacing, setReplacing] = useState(false);
  return (
    <Section
      title="What it is made of"
      about={
        sbom &&
        `CycloneDX ${sbom.specVersion}, as it came with the release. Devices are told nothing of it; each component leads to the releases and devices that have it.`
      }
      orders={
        sbom && (
          <Group gap="xs">
            <Anchor
              href={sbomAddress({ product, version })}
              download={`${product}-${version}.cdx.json`}
              size="sm"
              className="text-link"
            >
              The file (JSON)
            </Anchor>
            {mayKeep && !isReplacing && (
              <Button size="compact-sm" variant="default" onClick={() => setReplacing(true)}>
                Replace it
              </Button>
            )}
          </Group>
        )
      }
    >
      <Stack>
        {sbom && isReplacing && <KeepSbom release={release} onClose={() => setReplacing(false)} />}
        {sbom ? (
          <ComponentTable {...{ product, version, sha256: sbom.sha256 }} />
        ) : (
          <None release={release} mayKeep={mayKeep} />
        )}
      </Stack>
    </Section>
  );
}

interface NoneProps {
  readonly release: ReleaseDetail;
  readonly mayKeep: boolean;
}

function None({ release, mayKeep }: NoneProps): ReactNode {
  const { product, version } = release;
  return (
    <>
      <Text size="sm" c="dimmed" component="div">
        No software bill of materials (SBOM) is kept with it.{' '}
        {mayKeep ? (
          <>
            Your build can write one in CycloneDX. Then keep it here, so that this release is found on the day a
            component has a vulnerability; or have your build do so:{' '}
            <Code className="breaking">
              twinbank releases sbom {product} {version} --store FILE
            </Code>
          </>
        ) : (
          <NotAllowed action="release.describe">Others keep them.</NotAllowed>
        )}
      </Text>
      {mayKeep && <KeepSbom release={release} />}
    </>
  );
}
