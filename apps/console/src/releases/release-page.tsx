import { Button, Code, Loader, Stack, Text } from '@mantine/core';
import { useParams } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';

import { Facts } from '../parts/facts.js';
import { later } from '../parts/later.js';
import { PageHead } from '../parts/page-head.js';
import { Section } from '../parts/section.js';
import { useRights } from '../session/use-rights.js';
import { useProduct } from '../products/products.js';
import { Freshness } from '../shell/freshness.js';
import { Moment } from '../shell/moment.js';
import { addressText, bytesText } from './bytes.js';
import { FindingsReport } from './findings-report.js';
import { ReleaseState } from './release-list.js';
import { useRelease, type ReleaseDetail } from './releases.js';
import { SbomSection } from './sbom/sbom-section.js';
import { ImageSections } from './sections/image-sections.js';
import { SignedDocuments } from './signed-documents.js';
import { KeyRevoked } from './signers/key-revoked.js';
import { Signers } from './signers/signers.js';
import { UsedBy } from './used-by.js';
import { LinkButton } from '../parts/link-button.js';
import { Foreign, ForeignList } from '../parts/texts/foreign.js';

const DescribeRelease = later(async () => (await import('./release-dialogs.js')).DescribeRelease);
const WithdrawRelease = later(async () => (await import('./release-dialogs.js')).WithdrawRelease);

/** A release: what was found in it, what it is made of, who signed it, who uses it. */
export function ReleasePage(): ReactNode {
  const { product = '', version = '' } = useParams({ strict: false }) as { product?: string; version?: string };
  const release = useRelease(product, version);
  return (
    <Stack>
      <PageHead
        title={`${product} ${version}`}
        up={{ to: `/products/${product}`, label: product }}
        about={release.data && <Standing release={release.data} />}
      >
        {release.data && <Orders release={release.data} />}
      </PageHead>
      <Freshness query={release} />
      {release.isPending && <Loader />}
      {release.data && (
        <>
          <KeyRevoked release={release.data} />
          <Notes release={release.data} />
          <Section title="What the inspection found">
            <FindingsReport findings={release.data.findings} />
          </Section>
          <UsedBy product={product} version={version} />
          <Image release={release.data} />
          <ImageSections release={release.data} />
          <SbomSection release={release.data} />
          <Signature release={release.data} />
        </>
      )}
    </Stack>
  );
}

function Standing({ release: { state, created } }: { readonly release: ReleaseDetail }): ReactNode {
  return (
    <>
      <ReleaseState state={state} /> uploaded <Moment at={created} />
    </>
  );
}

function Orders({ release }: { readonly release: ReleaseDetail }): ReactNode {
  const [asked, ask] = useState<'describe' | 'withdraw'>();
  const project = useProduct(release.product).data?.project;
  const rights = useRights();
  const close = (): void => ask(undefined);
  return (
    <>
      {release.state === 'available' && rights.may('campaign.draft', project) && (
        <LinkButton to="/campaigns/new" search={{ product: release.product, version: release.version }}>
          Write a campaign
        </LinkButton>
      )}
      <LinkButton
        variant="default"
        to="/products/$product/compare"
        params={{ product: release.product }}
        search={{ to: release.version }}
      >
        Compare
      </LinkButton>
      {release.state === 'available' && rights.may('device.read', project) && (
        <LinkButton
          variant="default"
          to="/products/$product/releases/$version/paths"
          params={{ product: release.product, version: release.version }}
        >
          Paths
        </LinkButton>
      )}
      {rights.may('release.describe', project) && (
        <Button variant="default" onClick={() => ask('describe')}>
          Notes and labels …
        </Button>
      )}
      {release.state === 'available' && rights.may('release.withdraw', project) && (
        <Button variant="default" c="red" onClick={() => ask('withdraw')}>
          Withdraw …
        </Button>
      )}
      {asked === 'describe' && <DescribeRelease release={release} onClose={close} />}
      {asked === 'withdraw' && <WithdrawRelease release={release} onClose={close} />}
    </>
  );
}

function Notes({ release: { notes, labels } }: { readonly release: ReleaseDetail }): ReactNode {
  if (notes === undefined && labels.length === 0) return null;
  return (
    <Section
      title="Notes"
      about={
        labels.length > 0 && (
          <>
            Labels: <ForeignList texts={labels} />
          </>
        )
      }
    >
      <Text size="sm" className="breaking" style={{ whiteSpace: 'pre-wrap' }}>
        {notes === undefined ? 'No notes.' : <Foreign text={notes} />}
      </Text>
    </Section>
  );
}

function Image({ release }: { readonly release: ReleaseDetail }): ReactNode {
  const { image, file, counter, hardware, parts, modes, blocks, blockSize, streamLength, manifest, upgradesFrom } =
    release;
  const { bootRomMin } = release;
  const { swapSection, ramLayout, postUpdateEntry } = manifest;
  return (
    <Section title="The image">
      <Facts
        facts={{
          'Security counter': counter,
          Replaces: upgradesFrom === undefined ? 'any version' : `${upgradesFrom} and newer`,
          'Boot ROM': bootRomMin === undefined ? 'any' : `${bootRomMin} and newer`,
          Hardware: hardware.join(', '),
          Parts: parts.join(', '),
          'Swap modes': modes.join(', '),
          Image: bytesText(image.length),
          'File as it was uploaded': file && bytesText(file.length),
          'Sent to a device': `${bytesText(streamLength)}, ${blocks} ${blocks === 1 ? 'block' : 'blocks'} of ${blockSize.toLocaleString('en')}`,
          'Swap section': swapSection && `offset ${addressText(swapSection.offset)}, ${bytesText(swapSection.length)}`,
          'RAM layout': ramLayout,
          'Runs once after the update': postUpdateEntry === undefined ? undefined : addressText(postUpdateEntry),
          'SHA-256 of the image, as devices report it': <Code>{image.sha256}</Code>,
          'SHA-256 of the file': file && <Code>{file.sha256}</Code>,
        }}
      />
    </Section>
  );
}

function Signature({ release }: { readonly release: ReleaseDetail }): ReactNode {
  return (
    <Section
      title="Signature"
      about="Of the manifest, as devices check it. Keys are named by their thumbprints, and stand as the newest key set says."
    >
      <Stack>
        <Signers release={release} />
        <Facts
          facts={{
            'Digest of the manifest, as tickets name it': <Code>{release.manifestDigest}</Code>,
            'Manifest made': <Moment at={release.manifest.created} />,
          }}
        />
      </Stack>
      <SignedDocuments release={release} />
    </Section>
  );
}
