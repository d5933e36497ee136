import { Alert, Code, Group, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';

import { LinkButton } from '../../parts/link-button.js';
import { useRights } from '../../session/use-rights.js';
import { useProduct } from '../../products/products.js';
import type { Release } from '../releases.js';

/** Why a release is handed out no more, and what to do; nothing where no key is in its way. */
export function KeyRevoked({ release: { product, keyRevoked, state } }: { readonly release: Release }): ReactNode {
  const project = useProduct(product).data?.project;
  const mayUpload = useRights().may('release.upload', project);
  if (keyRevoked === undefined || state !== 'available') return null;
  return (
    <Alert color="red" variant="light" title="A key that signed it was taken away: it is handed out no more">
      <Text size="sm" className="breaking">
        {sentence(keyRevoked)} Campaigns leave out every device that takes key sets; those that run the release keep it.
      </Text>
      <Text size="sm" mt={4}>
        Pack and sign it again as a newer version, with keys that the{' '}
        <Link className="text-link" to="/products/$product" params={{ product }}>
          newest key set
        </Link>{' '}
        names, and upload that package.
      </Text>
      <Group mt="xs" gap="xs">
        <Code>key_revoked</Code>
        {mayUpload && (
          <LinkButton size="compact-xs" variant="default" to="/products/$product/upload" params={{ product }}>
            Upload it anew
          </LinkButton>
        )}
      </Group>
    </Alert>
  );
}

/** The server's words as a sentence. */
const sentence = (words: string): string => `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
