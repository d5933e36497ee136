import { Code, Table, Text } from '@mantine/core';
import type { ReactNode } from 'react';

import { Section } from '../../parts/section.js';
import { addressText, bytesText } from '../bytes.js';
import type { ReleaseDetail } from '../releases.js';
import { furtherSections, sectionName, sectionUse, type Section as ImageSection } from './section-text.js';
import { Stacking } from '../../parts/lists/stacking.js';

/** What lies in the image of a release besides its program, and what devices do with it. */
export function ImageSections({ release: { manifest } }: { readonly release: ReleaseDetail }): ReactNode {
  const { sections } = manifest;
  return (
    <Section title="What lies in the image" about="One digest covers all of it, so program and data cannot come apart.">
      <Stacking minWidth={680}>
        <Table verticalSpacing={6} aria-label="Sections">
          <Table.Thead>
            <Table.Tr>
              {['Section', 'What a device does with it', 'Address', 'Length', 'SHA-256'].map((name) => (
                <Table.Th key={name}>{name}</Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {sections.map((section) => (
              <SectionRow key={`${section.type} ${section.target ?? ''} ${section.address}`} section={section} />
            ))}
          </Table.Tbody>
        </Table>
      </Stacking>
      {furtherSections(sections).length === 0 && (
        <Text size="sm" c="dimmed" mt="xs">
          The program alone. A configuration, start values of variables and code for RAM can travel with it:{' '}
          <Code>twinbank pack --config</Code> and its like (docs/package-format.md).
        </Text>
      )}
    </Section>
  );
}

function SectionRow({ section }: { readonly section: ImageSection }): ReactNode {
  const { address, length, sha256 } = section;
  return (
    <Table.Tr>
      <Table.Td>{sectionName(section)}</Table.Td>
      <Table.Td>{sectionUse(section)}</Table.Td>
      <Table.Td className="mono">{addressText(address)}</Table.Td>
      <Table.Td className="nowrap">{bytesText(length)}</Table.Td>
      <Table.Td className="mono" title={sha256}>
        {sha256.slice(0, 16)}…
      </Table.Td>
    </Table.Tr>
  );
}
