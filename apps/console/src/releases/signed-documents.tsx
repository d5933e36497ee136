import { Badge, Code, Group, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';

import type { ReleaseDetail } from './releases.js';
import { signedDocumentsOf, STANDING_WORDS, type DocumentStanding } from './signed-text.js';

const COLOURS: Readonly<Record<DocumentStanding, string>> = {
  ...{ signed: 'teal', missing: 'gray', other: 'yellow', unsigned: 'gray' },
};

/** Which documents the signatures of the manifest name, and whether those that are kept are these; nothing where they name none. */
export function SignedDocuments({ release }: { readonly release: ReleaseDetail }): ReactNode {
  const documents = signedDocumentsOf(release);
  if (documents.length === 0) return undefined;
  return (
    <Stack gap="sm" mt="md" role="list" aria-label="Signed beside the manifest">
      {documents.map(({ kind, title, standing, about, sha256 }) => (
        <div key={kind} role="listitem">
          <Group gap="xs">
            <Text span size="sm" fw={600}>
              {title}
            </Text>
            <Badge size="sm" variant="light" tt="none" color={COLOURS[standing]}>
              {STANDING_WORDS[standing]}
            </Badge>
          </Group>
          <Text size="sm" c="dimmed">
            {about}
          </Text>
          {sha256 !== undefined && <Code className="breaking">{sha256}</Code>}
        </div>
      ))}
    </Stack>
  );
}
