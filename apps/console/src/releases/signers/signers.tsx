import { Badge, Code, Group, Stack, Text } from '@mantine/core';
import { useState, type ReactNode } from 'react';

import { Foreign } from '../../parts/texts/foreign.js';
import { namesOfKeys } from '../../products/key-sets/key-set-text.js';
import { useKeySets, useServerKeys } from '../../products/key-sets/key-sets.js';
import { useProduct } from '../../products/products.js';
import type { ReleaseDetail } from '../releases.js';
import { signerOf } from '../use.js';
import { SIGNER_WORDS, signersOf, signerText, type SignerStanding } from './signer-standing.js';

const COLOURS: Readonly<Record<SignerStanding, string>> = {
  ...{ named: 'teal', ended: 'yellow', revoked: 'red', unnamed: 'gray' },
};

/** Which keys signed a release, and how each stands today. */
export function Signers({ release }: { readonly release: ReleaseDetail }): ReactNode {
  const { data: product } = useProduct(release.product);
  const { query, rows } = useKeySets(release.product);
  const { data: server } = useServerKeys();
  const [nowMs] = useState(() => Date.now());
  if (product === undefined || !query.isSuccess) return null;
  const [newest] = rows;
  const team = product.signing.keys;
  const judging = { newest, policy: team.map(({ jwk }) => jwk.kid), names: namesOfKeys(team, server), nowMs };
  const only = signerOf(release.manifestJws);
  const signers = signersOf(release.signedBy ?? (only === undefined ? [] : [only]), judging);
  return (
    <Stack component="ul" gap="sm" m={0} p={0} className="plain-list" aria-label="Keys that signed it">
      {signers.map(({ kid, name, standing, isDevices }) => (
        <li key={kid}>
          <Group gap="xs">
            <Text span size="sm" fw={600}>
              <Foreign text={name ?? 'A key without a name here'} />
            </Text>
            <Badge size="sm" variant="light" tt="none" color={COLOURS[standing]}>
              {SIGNER_WORDS[standing]}
            </Badge>
            {isDevices && signers.length > 1 && (
              <Badge size="sm" variant="default" tt="none">
                devices get this signature
              </Badge>
            )}
          </Group>
          <Text size="sm" c="dimmed">
            {signerText(standing, newest?.version)}
          </Text>
          <Code className="breaking">{kid}</Code>
        </li>
      ))}
    </Stack>
  );
}
