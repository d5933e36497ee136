import { Badge, Button, Code, Group, Loader, SegmentedControl, SimpleGrid, Stack, Text } from '@mantine/core';
import { Link, useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';

import { useSearchText } from '../../asking/search-text.js';
import { Advice } from '../../campaigns/left-out/left-out.js';
import { wayOn } from '../../campaigns/left-out/ways-on.js';
import { PageHead } from '../../parts/page-head.js';
import { Section } from '../../parts/section.js';
import { Empty } from '../../shell/empty.js';
import { Freshness } from '../../shell/freshness.js';
import { Moment } from '../../shell/moment.js';
import { startingAt, totalsOf } from './path-text.js';
import type { Mode, Paths } from './paths.js';
import { usePaths } from './use-paths.js';

const MODES: readonly { readonly value: Mode; readonly label: string }[] = [
  { value: 'live', label: 'swapped live' },
  { value: 'reset', label: 'by a reset' },
];

/** By which updates the devices of a product come to a release, and which have no way, and why. */
export function PathsPage(): ReactNode {
  const { product = '', version = '' } = useParams({ strict: false }) as { product?: string; version?: string };
  const [text, setText] = useSearchText('mode');
  const mode = text === 'reset' ? 'reset' : 'live';
  const paths = usePaths(product, version, mode);
  return (
    <Stack>
      <PageHead
        title={`Paths to ${product} ${version}`}
        up={{ to: `/products/${product}/releases/${version}`, label: `${product} ${version}` }}
        about="The fewest updates for each device, each of which it would take, by what it last reported and by the releases that are available."
      />
      <Group justify="space-between">
        <SegmentedControl
          size="xs"
          aria-label="How each update is swapped in"
          value={mode}
          onChange={(chosen) => setText(chosen === 'reset' ? 'reset' : '')}
          data={[...MODES]}
        />
        {paths.data && (
          <Group gap="xs">
            <Text size="sm" c="dimmed" component="div">
              Looked at <Moment at={new Date(paths.dataUpdatedAt).toISOString()} />
            </Text>
            <Button size="compact-sm" variant="default" loading={paths.isFetching} onClick={() => void paths.refetch()}>
              Look again
            </Button>
          </Group>
        )}
      </Group>
      <Freshness query={paths} />
      {paths.isPending && <Loader />}
      {paths.data && <Found paths={paths.data} />}
    </Stack>
  );
}

function Found({ paths }: { readonly paths: Paths }): ReactNode {
  const totals = totalsOf(paths);
  const isEmpty = Object.values(totals).every((count) => count === 0);
  if (isEmpty)
    return (
      <Empty title="The product has no devices">
        Provision devices; here it then says how they come to this release.
      </Empty>
    );
  return (
    <>
      <SimpleGrid cols={{ base: 2, sm: 4 }} spacing="sm">
        <Figure count={totals.installed} label="run it already" />
        <Figure count={totals.atOnce} label="take it at once" />
        <Figure count={totals.byOthers} label="need others before" />
        <Figure count={totals.without} label="have no path" isBad />
      </SimpleGrid>
      <Section
        title="Paths"
        about="One campaign for each arrow: a second one waits for each device until the first has brought it there."
      >
        {paths.paths.length === 0 ? (
          <Text size="sm" c="dimmed">
            There is none: every device runs it, or has no path.
          </Text>
        ) : (
          <Stack gap="md" component="ul" m={0} p={0} className="plain-list" aria-label="Paths">
            {paths.paths.map((path) => (
              <PathRow key={JSON.stringify([path.from, path.hops])} product={paths.product} path={path} />
            ))}
          </Stack>
        )}
      </Section>
      {paths.without.length > 0 && <Without paths={paths} />}
      {paths.more && (
        <Text size="sm" c="dimmed">
          There are more kinds than are shown: these are those of the most devices.
        </Text>
      )}
    </>
  );
}

const Figure = ({
  count,
  label,
  isBad = false,
}: {
  readonly count: number;
  readonly label: string;
  readonly isBad?: boolean;
}): ReactNode => (
  <div>
    <Text size="xl" fw={700} lh={1.1} {...(isBad && count > 0 && { c: 'var(--mantine-color-red-text)' })}>
      {count.toLocaleString('en')}
    </Text>
    <Text size="xs" c="dimmed">
      {label}
    </Text>
  </div>
);

/** From what devices run, over the releases between, to the release. */
function PathRow({ product, path }: { readonly product: string; readonly path: Paths['paths'][number] }): ReactNode {
  const { from, hops, devices, sample } = path;
  return (
    <li>
      <Group gap={6}>
        <Badge variant="default" tt="none" size="lg" miw="max-content">
          {from ?? 'not known'}
        </Badge>
        {hops.map((hop, index) => (
          <Group key={hop} gap={6} wrap="nowrap">
            <Text span c="dimmed" aria-label="then">
              →
            </Text>
            <Link className="plain-link" to="/products/$product/releases/$version" params={{ product, version: hop }}>
              <Badge
                variant="light"
                color={index === hops.length - 1 ? 'teal' : 'blue'}
                tt="none"
                size="lg"
                miw="max-content"
                style={{ cursor: 'pointer' }}
              >
                {hop}
              </Badge>
            </Link>
          </Group>
        ))}
      </Group>
      <Who product={product} from={from} devices={devices} sample={sample} />
    </li>
  );
}

interface WhoProps {
  readonly product: string;
  readonly from: string | undefined;
  readonly devices: number;
  readonly sample: readonly string[];
}

/** How many devices, and some of them. */
const Who = ({ product, from, devices, sample }: WhoProps): ReactNode => (
  <Group gap="xs" mt={4}>
    <Text size="sm">
      <b>{devices.toLocaleString('en')}</b> {devices === 1 ? 'device' : 'devices'}, of{' '}
      <Link className="text-link" to="/fleet" search={{ filter: startingAt(product, from) }}>
        those that {from === undefined ? 'never said what they run' : `run ${from}`}
      </Link>
      {sample.length > 0 && (devices > sample.length ? ', such as' : ':')}
    </Text>
    {sample.map((device) => (
      <Link key={device} className="text-link mono" to="/devices/$device" params={{ device }}>
        {device}
      </Link>
    ))}
  </Group>
);

function Without({ paths: { product, version, without } }: { readonly paths: Paths }): ReactNode {
  return (
    <Section title="Without a path" about="No row of updates brings these devices there, as things are.">
      <Stack gap="md" component="ul" m={0} p={0} className="plain-list" aria-label="Devices without a path">
        {without.map(({ from, reason, detail, devices, sample }) => (
          <li key={JSON.stringify([from, reason])}>
            <Group gap="xs">
              <Code>{reason}</Code>
              <Text size="sm" className="breaking">
                {detail}
              </Text>
            </Group>
            <Advice way={wayOn(reason)} product={product} release={version} from={from} />
            <Who product={product} from={from} devices={devices} sample={sample} />
          </li>
        ))}
      </Stack>
    </Section>
  );
}
