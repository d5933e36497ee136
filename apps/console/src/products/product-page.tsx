import { Button, Loader, Stack } from '@mantine/core';
import { useParams } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';

import { quoted } from '../asking/selection-text.js';
import { Facts } from '../parts/facts.js';
import { later } from '../parts/later.js';
import { PageHead } from '../parts/page-head.js';
import { Section } from '../parts/section.js';
import { useRights } from '../session/use-rights.js';
import { bytesText } from '../releases/bytes.js';
import { ReleaseList } from '../releases/release-list.js';
import { Freshness } from '../shell/freshness.js';
import { Moment } from '../shell/moment.js';
import { AGENTS, FINISH_POLICIES } from './names.js';
import { useProduct, type Product } from './products.js';
import { KeySetsSection } from './key-sets/key-sets-section.js';
import { SigningSection } from './signing-section.js';
import { LinkButton } from '../parts/link-button.js';

const ChangeProduct = later(async () => (await import('./product-dialogs.js')).ChangeProduct);
const DeleteProduct = later(async () => (await import('./product-dialogs.js')).DeleteProduct);

/** A product: what it is, its releases, and who signs them. */
export function ProductPage(): ReactNode {
  const { product: name = '' } = useParams({ strict: false }) as { product?: string };
  const product = useProduct(name);
  return (
    <Stack>
      <PageHead title={name} up={{ to: '/products', label: 'Products' }}>
        {product.data && <Orders product={product.data} />}
      </PageHead>
      <Freshness query={product} />
      {product.isPending && <Loader />}
      {product.data && (
        <>
          <ReleaseList product={product.data} />
          <About product={product.data} />
          <SigningSection product={product.data} />
          <KeySetsSection product={product.data} />
        </>
      )}
    </Stack>
  );
}

function Orders({ product }: { readonly product: Product }): ReactNode {
  const [asked, ask] = useState<'change' | 'delete'>();
  const rights = useRights();
  const close = (): void => ask(undefined);
  return (
    <>
      <LinkButton variant="default" to="/fleet" search={{ filter: `product==${quoted(product.name)}` }}>
        Devices
      </LinkButton>
      {rights.may('product.change', product.project) && (
        <>
          <Button variant="default" onClick={() => ask('change')}>
            Change …
          </Button>
          <Button variant="default" c="red" onClick={() => ask('delete')}>
            Delete …
          </Button>
        </>
      )}
      {asked === 'change' && <ChangeProduct product={product} onClose={close} />}
      {asked === 'delete' && <DeleteProduct product={product} onClose={close} />}
    </>
  );
}

function About({ product }: { readonly product: Product }): ReactNode {
  const { project, part, bankBytes, imageBytesMax, hardware, finishPolicy, agent, allowUnencrypted, created } = product;
  return (
    <Section title="What it is">
      <Facts
        facts={{
          Part: part,
          'Hardware revisions': hardware.join(', '),
          Bank: bytesText(bankBytes),
          'Longest image': bytesText(imageBytesMax),
          'After an update': `${finishPolicy}: ${FINISH_POLICIES[finishPolicy]}`,
          'Update agent': `${agent}: ${AGENTS[agent]}`,
          'Without encryption': allowUnencrypted ? 'allowed' : 'refused',
          Project: project,
          Made: <Moment at={created} />,
        }}
      />
    </Section>
  );
}
