import { Button, Group, NumberInput, Stack, Textarea } from '@mantine/core';
import type { ReactNode } from 'react';

import { keyFault, type RootsText } from './signing-keys.js';

interface RootFieldsProps {
  readonly value: RootsText;
  readonly onChange: (roots: RootsText) => void;
}

/** The root keys of a product that has none yet. */
export function RootFields({ value: { jwks, threshold }, onChange }: RootFieldsProps): ReactNode {
  const change = (next: readonly string[]): void =>
    onChange({ jwks: next, threshold: Math.max(1, Math.min(threshold, next.length)) });
  return (
    <Stack gap="xs" role="group" aria-label="Root keys">
      {jwks.map((jwk, index) => (
        <Group key={index} align="end" wrap="nowrap">
          <Textarea
            flex={1}
            label={`Root key ${index + 1} (Ed25519 or P-256, JWK)`}
            placeholder='{"kty":"OKP","crv":"Ed25519","x":"…"}'
            autosize
            minRows={2}
            spellCheck={false}
            classNames={{ input: 'mono' }}
            value={jwk}
            error={jwk === '' ? undefined : keyFault(jwk)}
            onChange={({ currentTarget }) => change(jwks.map((one, at) => (at === index ? currentTarget.value : one)))}
          />
          <Button
            variant="default"
            aria-label={`Remove root key ${index + 1}`}
            onClick={() => change(jwks.filter((_, at) => at !== index))}
          >
            Remove
          </Button>
        </Group>
      ))}
      <Button variant="default" size="compact-sm" mr="auto" onClick={() => change([...jwks, ''])}>
        Add a root key
      </Button>
      {jwks.length > 0 && (
        <NumberInput
          label="Signatures that the first key set needs"
          description="By different root keys"
          min={1}
          max={jwks.length}
          allowDecimal={false}
          value={threshold}
          onChange={(next) => onChange({ jwks, threshold: Number(next) })}
        />
      )}
    </Stack>
  );
}
