import { Badge, Code, Stack, Table, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';

import { useChosenProject } from '../../asking/chosen-project.js';
import { Rows } from '../../parts/rows.js';
import { Section } from '../../parts/section.js';
import { holding, useServerKeys } from '../../products/key-sets/key-sets.js';
import { Empty, NoneInProject } from '../../shell/empty.js';
import { Moment } from '../../shell/moment.js';
import { endOf, heldText, thresholdText, ticketKeyOf, type NewestKeySet } from './key-text.js';
import { useNewestKeySets } from './keys.js';

/** The newest key set of each product: what ends first comes first. */
export function NewestKeySets(): ReactNode {
  const project = useChosenProject();
  const list = useNewestKeySets(project);
  const [seenAtMs] = useState(() => Date.now());
  return (
    <Section
      title="Key sets of the products"
      about="Which keys devices trust for releases, tickets and the next set, the newest of each product. What ends first stands first."
    >
      <Stack>
        <Rows
          label="Newest key sets"
          columns={['Product', 'Set', 'Taken until', 'To sign releases', 'To sign the next set', 'Tickets', 'Devices']}
          width={980}
          list={list}
          empty={project === undefined ? <NoSets /> : <NoneInProject what="key sets" project={project} />}
          row={(set) => <SetRow key={set.product} set={set} nowMs={seenAtMs} />}
        />
        {list.rows.length > 0 && (
          <Text size="sm">
            The next set of a product is made with <Code>twinbank key-set new PRODUCT set.json</Code>, signed by its
            root keys with <Code>twinbank key-set sign</Code>, and stored on the page of the product or with{' '}
            <Code>twinbank key-set upload</Code> (docs/keys.md, Key sets).
          </Text>
        )}
      </Stack>
    </Section>
  );
}

const NoSets = (): ReactNode => (
  <Empty title="No product has a key set">
    Their devices trust the keys of their factory. Name root keys of a product, before its first device is provisioned,
    on the <Link to="/products">page of the product</Link>; then its keys can be replaced in the field (docs/keys.md).
  </Empty>
);

const COLOURS = { good: 'teal', odd: 'yellow', bad: 'red' } as const;

function SetRow({ set, nowMs }: { readonly set: NewestKeySet; readonly nowMs: number }): ReactNode {
  const { product, version, expires, manifestThreshold, rootThreshold } = set;
  const { data: server } = useServerKeys();
  const end = endOf(set, nowMs);
  return (
    <Table.Tr>
      <Table.Td>
        <Link className="text-link" to="/products/$product" params={{ product }}>
          {product}
        </Link>
      </Table.Td>
      <Table.Td>{version}</Table.Td>
      <Table.Td>
        <Moment at={expires} />{' '}
        <Badge variant="light" color={COLOURS[end.mood]} tt="none">
          {end.text}
        </Badge>
      </Table.Td>
      <Table.Td className="nowrap">{thresholdText(set, 'manifest', manifestThreshold)}</Table.Td>
      <Table.Td className="nowrap">{thresholdText(set, 'root', rootThreshold)}</Table.Td>
      <Table.Td>{server && <TicketKey kid={ticketKeyOf(set, server)} />}</Table.Td>
      <Table.Td>
        <Link className="text-link" to="/fleet" search={{ filter: holding(product, `<${version}`) }}>
          {heldText(set)}
        </Link>
      </Table.Td>
    </Table.Tr>
  );
}

/** The key that signs the tickets of a product; without one its campaigns pause. */
const TicketKey = ({ kid }: { readonly kid: string | undefined }): ReactNode =>
  kid === undefined ? (
    <Badge variant="light" color="red" tt="none">
      no key of this server
    </Badge>
  ) : (
    <Code title={kid}>{kid.slice(0, 8)}…</Code>
  );
