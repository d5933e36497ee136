import { Alert, Button, Code, Group, List, Loader, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';

import { Freshness } from '../../shell/freshness.js';
import { Section } from '../parts/section.js';
import { useAuditKeys, useChain } from './audit.js';

/** What the server says of the chain, and how an auditor proves it without the server. */
export function Proof(): ReactNode {
  return (
    <Section
      title="Proof"
      about="Each entry is linked to the one before it by a hash, and every batch is signed. An export is proved without the server, by its public keys."
    >
      <Stack>
        <Chain />
        <Group gap="xs">
          <Button component="a" href="/api/v1/audit/keys" download="audit-keys.json" variant="default" size="xs">
            Public keys
          </Button>
          <Button component="a" href="/api/v1/audit/export" download="audit.ndjson" variant="default" size="xs">
            Export
          </Button>
        </Group>
        <Keys />
        <List size="sm" spacing={4}>
          <List.Item>Fetch the keys once, and keep them apart from the exports.</List.Item>
          <List.Item>
            <Code className="breaking">node tools/verify-audit.mjs --key audit-keys.json audit.ndjson</Code> prints{' '}
            <Code>proved</Code> and up to which entry, or <Code>BROKEN</Code> and the first broken link.
          </List.Item>
          <List.Item>
            An export without its last line is not whole. The next one goes on after the last entry of the one before:{' '}
            <Code className="breaking">/api/v1/audit/export?after=…</Code>
          </List.Item>
        </List>
      </Stack>
    </Section>
  );
}

/** What this server found of the chain since it started. */
function Chain(): ReactNode {
  const figures = useChain();
  const { sequence, broken } = figures.data?.audit ?? {};
  return (
    <>
      <Freshness query={figures} />
      {figures.isPending && <Loader size="sm" />}
      {broken !== undefined && (
        <Alert color="red" title="The chain is broken" role="alert">
          {broken}
        </Alert>
      )}
      {broken === undefined && sequence !== undefined && (
        <Text size="sm">
          The last entry is number <b>{sequence.toLocaleString('en')}</b>. This server has found no break since it
          started; an export proves the rest.
        </Text>
      )}
    </>
  );
}

function Keys(): ReactNode {
  const keys = useAuditKeys();
  return (
    <>
      <Freshness query={keys} />
      {keys.data && (
        <Text size="sm" c="dimmed" className="breaking" component="div">
          {keys.data.keys.length === 1 ? 'Key' : 'Keys'}:{' '}
          {keys.data.keys.map(({ kid, crv }) => (
            <span key={kid}>
              <Code>{kid}</Code> ({crv}){' '}
            </span>
          ))}
        </Text>
      )}
    </>
  );
}
