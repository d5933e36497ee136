import { Badge, Button, Code, Group, List, Stack, Table, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';

import { countText } from '../../fleet/fleet.js';
import { later } from '../../parts/later.js';
import { Rows } from '../../parts/rows.js';
import { Section } from '../../parts/section.js';
import { Stacking } from '../../parts/lists/stacking.js';
import { useRights } from '../../session/use-rights.js';
import { Empty } from '../../shell/empty.js';
import { Moment } from '../../shell/moment.js';
import type { Product } from '../products.js';
import { hasEnded, namesOfKeys, rootsThatSigned, usesText } from './key-set-text.js';
import { holding, useHolding, useKeySets, useServerKeys, type KeySet } from './key-sets.js';

const StoreKeySet = later(async () => (await import('./store-key-set.js')).StoreKeySet);

/** The sets of keys that devices of a product are given one after another, and how far the fleet has come with them. */
export function KeySetsSection({ product }: { readonly product: Product }): ReactNode {
  const list = useKeySets(product.name);
  const [isOpen, setOpen] = useState(false);
  const mayStore = useRights().may('product.signing', product.project);
  const hasRoots = (product.signing.rootKeys ?? []).length > 0;
  const [newest] = list.rows;
  return (
    <Section
      title="Key sets"
      about="Which keys the devices trust: for releases, for tickets, and for the next set. Each newer set takes the place of the one before."
      orders={
        mayStore &&
        hasRoots && (
          <Button size="compact-sm" variant="default" onClick={() => setOpen(true)}>
            Store a key set …
          </Button>
        )
      }
    >
      <Stack>
        {newest && <Newest product={product} newest={newest} />}
        <Rows
          label="Key sets"
          columns={['Version', 'Keys', 'Signed by', 'Made', 'Taken until', 'Devices']}
          width={700}
          list={list}
          empty={<NoKeySet product={product} hasRoots={hasRoots} />}
          row={(set) => <KeySetRow key={set.version} set={set} />}
        />
      </Stack>
      {isOpen && <StoreKeySet product={product} newest={newest?.version} onClose={() => setOpen(false)} />}
    </Section>
  );
}

/** What is missing until there is a first set. */
const NoKeySet = ({
  product: { name },
  hasRoots,
}: {
  readonly product: Product;
  readonly hasRoots: boolean;
}): ReactNode =>
  hasRoots ? (
    <Empty title="There is no key set yet">
      Devices trust the keys of their factory. Make a set with <Code>twinbank key-set new {name} set-1.json</Code>, have
      the root keys sign it, and store it here (docs/keys.md).
    </Empty>
  ) : (
    <Empty title="Devices trust the keys of their factory, for good">
      Keys can be replaced in the field once the product has root keys, which sign every key set. Name them before the
      first device is provisioned: under “Who signs its releases” (docs/keys.md).
    </Empty>
  );

interface NewestProps {
  readonly product: Product;
  readonly newest: KeySet;
}

/** The newest set key by key, and how many devices hold it. */
function Newest({ product, newest }: NewestProps): ReactNode {
  const { version, keys, signedBy, rootThreshold, manifestThreshold } = newest;
  const { data: server } = useServerKeys();
  const names = namesOfKeys(product.signing.keys, server);
  const [seenAtMs] = useState(() => Date.now());
  return (
    <Stack gap="xs">
      <Group gap="xs">
        <Text fw={600} size="sm">
          Set {version}, the newest
        </Text>
        {hasEnded(newest, seenAtMs) && <Badge color="red">has ended: no device is given it</Badge>}
      </Group>
      <Spread product={product.name} version={version} />
      <Text size="sm">
        The next set needs {rootThreshold} of its root keys; a package needs {manifestThreshold} of its keys for
        releases.
      </Text>
      <Stacking minWidth={560}>
        <Table verticalSpacing={6} aria-label={`Keys of set ${version}`}>
          <Table.Thead>
            <Table.Tr>
              {['Key', 'Called', 'Signs', 'Signed this set'].map((name) => (
                <Table.Th key={name}>{name}</Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {keys.map(({ kid, uses }) => (
              <Table.Tr key={kid}>
                <Table.Td>
                  <Code>{kid}</Code>
                </Table.Td>
                <Table.Td>{names.get(kid)}</Table.Td>
                <Table.Td>{usesText(uses)}</Table.Td>
                <Table.Td>{signedBy.includes(kid) ? 'yes' : ''}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Stacking>
    </Stack>
  );
}

/** How many devices hold a set, and how many that take sets hold an older one. */
function Spread({ product, version }: { readonly product: string; readonly version: number }): ReactNode {
  const there = useHolding(product, `==${version}`);
  const behind = useHolding(product, `<${version}`);
  if (!there.data || !behind.data) return null;
  return (
    <List size="sm" spacing={8}>
      <List.Item>
        <Devices product={product} condition={`==${version}`}>
          {countText(there.data)} {there.data.count === 1 ? 'device holds' : 'devices hold'} it
        </Devices>
      </List.Item>
      <List.Item>
        <Devices product={product} condition={`<${version}`}>
          {countText(behind.data)} {behind.data.count === 1 ? 'lags' : 'lag'} behind
        </Devices>
        : the server sends it when they connect.
      </List.Item>
    </List>
  );
}

interface DevicesProps {
  readonly product: string;
  readonly condition: string;
  readonly children: ReactNode;
}

const Devices = ({ product, condition, children }: DevicesProps): ReactNode => (
  <Link className="text-link" to="/fleet" search={{ filter: holding(product, condition) }}>
    {children}
  </Link>
);

function KeySetRow({ set }: { readonly set: KeySet }): ReactNode {
  const { product, version, keys, signedBy, issued, expires } = set;
  return (
    <Table.Tr>
      <Table.Td>{version}</Table.Td>
      <Table.Td>{keys.length}</Table.Td>
      <Table.Td className="nowrap">
        {signedBy.length} {signedBy.length === 1 ? 'key' : 'keys'}, {rootsThatSigned(set)} of them its own
      </Table.Td>
      <Table.Td>
        <Moment at={issued} />
      </Table.Td>
      <Table.Td>
        <Moment at={expires} />
      </Table.Td>
      <Table.Td>
        <Devices product={product} condition={`==${version}`}>
          Who holds it
        </Devices>
      </Table.Td>
    </Table.Tr>
  );
}
