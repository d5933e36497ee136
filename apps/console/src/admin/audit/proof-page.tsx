import { Alert, Button, Code, Loader, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';

import { Freshness } from '../../shell/freshness.js';
import { PageHead } from '../../parts/page-head.js';
import { Section } from '../../parts/section.js';
import { useAuditKeys, useChain } from './audit.js';

/** What the server says of the chain, and how an auditor proves the log without the server. */
export function ProofPage(): ReactNode {
  return (
    <Stack>
      <PageHead
        up={{ to: '/audit', label: 'Audit log' }}
        title="Export and proof"
        about="Each entry is linked to the one before it by a hash, and every batch is signed. So an export is proved without the server, by its public keys."
      />
      <Section title="The chain">
        <Chain />
      </Section>
      <Section
        title="1. Public keys"
        about="Fetch them once, and keep them apart from the exports."
        orders={
          <Button component="a" href="/api/v1/audit/keys" download="audit-keys.json" variant="default" size="xs">
            Fetch the keys
          </Button>
        }
      >
        <Keys />
      </Section>
      <Section
        title="2. Export"
        about="One line for each entry, oldest first. An export without its last line is not whole."
        orders={
          <Button component="a" href="/api/v1/audit/export" download="audit.ndjson" variant="default" size="xs">
            Fetch the log
          </Button>
        }
      >
        <Text size="sm">
          If there is more than one export holds, the next one goes on after the last entry of the one before:{' '}
          <Code className="breaking">/api/v1/audit/export?after=…</Code>
        </Text>
      </Section>
      <Section title="3. Proof" about="On a machine that is not the server, with the sources of Twinbank.">
        <Code block className="secret">
          node tools/verify-audit.mjs --key audit-keys.json audit.ndjson
        </Code>
        <Text size="sm" mt="xs">
          It prints <Code>proved</Code> and up to which entry, or <Code>BROKEN</Code> and the first broken link. Exports
          that are kept elsewhere also show whether the whole log was replaced by an older copy: name them with{' '}
          <Code>--known</Code>.
        </Text>
      </Section>
    </Stack>
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
