import { Button, Code, Stack, Text } from '@mantine/core';
import { useState, type ReactNode } from 'react';

import { later } from '../parts/later.js';
import { Section } from '../parts/section.js';
import { useRights } from '../session/use-rights.js';
import type { Product } from './products.js';
import { Foreign } from '../parts/texts/foreign.js';

const SetSigning = later(async () => (await import('./set-signing.js')).SetSigning);

/** Who may sign the releases of a product, and how many of them have to. */
export function SigningSection({ product }: { readonly product: Product }): ReactNode {
  const { keys, threshold, serverKey, keySet } = product.signing;
  const [isOpen, setOpen] = useState(false);
  const mayChange = useRights().may('product.signing', product.project);
  return (
    <Section
      title="Who signs its releases"
      about={
        serverKey
          ? 'The server signs images that are uploaded without a signature.'
          : 'The server signs nothing: only packages are taken that the team has signed.'
      }
      orders={
        mayChange &&
        keySet === undefined && (
          <Button size="compact-sm" variant="default" onClick={() => setOpen(true)}>
            Change …
          </Button>
        )
      }
    >
      {keySet !== undefined && (
        <Text size="sm" mb="xs">
          Key set {keySet} says so. The next key set changes it.
        </Text>
      )}
      {keys.length === 0 ? (
        <Text size="sm" c="dimmed">
          No keys of a team. With some, releases can be signed where the team keeps its keys (docs/keys.md).
        </Text>
      ) : (
        <Stack gap="xs">
          <Text size="sm">
            A package needs <b>{threshold}</b> of {keys.length === 1 ? 'this key' : `these ${keys.length} keys`}.
          </Text>
          {keys.map(({ name, jwk }) => (
            <Text key={jwk.kid} size="sm" className="breaking">
              <b>
                <Foreign text={name} />
              </b>{' '}
              <Code>{jwk.kid}</Code>
            </Text>
          ))}
        </Stack>
      )}
      <RootKeys signing={product.signing} />
      {isOpen && <SetSigning product={product} onClose={() => setOpen(false)} />}
    </Section>
  );
}

/** The keys that sign the first key set. */
function RootKeys({ signing: { rootKeys = [], rootThreshold = 1, keySet } }: Pick<Product, 'signing'>): ReactNode {
  if (rootKeys.length === 0)
    return (
      <Text size="sm" c="dimmed" mt="md">
        No root keys. With some, the keys that devices trust can be replaced in the field (docs/keys.md).
      </Text>
    );
  return (
    <Stack gap="xs" mt="md">
      <Text size="sm">
        The first key set {keySet === undefined ? 'needs' : 'needed'} <b>{rootThreshold}</b> of{' '}
        {rootKeys.length === 1 ? 'this root key' : `these ${rootKeys.length} root keys`}, which the factory writes into
        devices. They stay as they are.
      </Text>
      {rootKeys.map(({ kid }) => (
        <Text key={kid} size="sm" className="breaking">
          <Code>{kid}</Code>
        </Text>
      ))}
    </Stack>
  );
}
