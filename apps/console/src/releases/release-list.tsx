import { Badge, Group, Table, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';

import { Rows } from '../parts/rows.js';
import { Section } from '../parts/section.js';
import { NotAllowed } from '../admin/rights/not-allowed.js';
import { useRights } from '../session/use-rights.js';
import type { Product } from '../products/products.js';
import { Empty } from '../shell/empty.js';
import { Moment } from '../shell/moment.js';
import { bytesText } from './bytes.js';
import { reportOf } from './findings.js';
import { useReleases, type Release } from './releases.js';
import { LinkButton } from '../parts/link-button.js';
import { Foreign } from '../parts/texts/foreign.js';

/** The releases of a product, newest first. */
export function ReleaseList({ product }: { readonly product: Product }): ReactNode {
  const { name, project } = product;
  const list = useReleases(name, '');
  const mayUpload = useRights().may('release.upload', project);
  return (
    <Section
      title="Releases"
      orders={
        mayUpload && (
          <LinkButton size="compact-sm" to="/products/$product/upload" params={{ product: name }}>
            Upload …
          </LinkButton>
        )
      }
    >
      <Rows
        label="Releases"
        columns={['Version', 'State', 'Counter', 'Image', 'Swap', 'Inspection', 'Uploaded', '']}
        width={720}
        list={list}
        empty={
          <Empty title="There are no releases yet">
            {mayUpload ? (
              'Upload an image. The server looks into it, and says what it found.'
            ) : (
              <NotAllowed action="release.upload">Releases are uploaded by others.</NotAllowed>
            )}
          </Empty>
        }
        row={(release) => <ReleaseRow key={release.version} release={release} />}
      />
    </Section>
  );
}

/** Whether campaigns can bring a release. */
export function ReleaseState({ state }: Pick<Release, 'state'>): ReactNode {
  return (
    <Badge color={state === 'available' ? 'teal' : 'gray'} variant="light" tt="none" miw="max-content">
      {state}
    </Badge>
  );
}

function ReleaseRow({ release }: { readonly release: Release }): ReactNode {
  const { product, version, state, counter, image, modes, findings, labels, created, keyRevoked } = release;
  const looks = reportOf(findings ?? []).filter(({ weight }) => weight === 'look').length;
  return (
    <Table.Tr>
      <Table.Td>
        <Link className="text-link" to="/products/$product/releases/$version" params={{ product, version }}>
          {version}
        </Link>{' '}
        {labels.map((label) => (
          <Badge key={label} size="xs" variant="default" tt="none">
            <Foreign text={label} />
          </Badge>
        ))}
      </Table.Td>
      <Table.Td>
        <Group gap={6}>
          <ReleaseState state={state} />
          {keyRevoked !== undefined && state === 'available' && (
            <Badge color="red" variant="light" tt="none" miw="max-content" title={keyRevoked}>
              key revoked
            </Badge>
          )}
        </Group>
      </Table.Td>
      <Table.Td>{counter}</Table.Td>
      <Table.Td className="nowrap">{bytesText(image.length).replace(/ \(.*/, '')}</Table.Td>
      <Table.Td className="nowrap">{modes.join(', ')}</Table.Td>
      <Table.Td>
        {looks > 0 ? (
          <Badge color="yellow" variant="light" tt="none" miw="max-content">
            {looks} to look at
          </Badge>
        ) : (
          <Text size="sm" c="dimmed">
            {findings === undefined ? 'not kept' : findings.length === 0 ? 'nothing found' : 'notes only'}
          </Text>
        )}
      </Table.Td>
      <Table.Td>
        <Moment at={created} />
      </Table.Td>
      <Table.Td ta="right">
        <Link
          className="text-link"
          to="/products/$product/compare"
          params={{ product }}
          search={{ to: version }}
          aria-label={`Compare ${version}`}
        >
          Compare
        </Link>
      </Table.Td>
    </Table.Tr>
  );
}
