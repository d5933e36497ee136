import { Button, Group, Loader, Select, Stack, Text } from '@mantine/core';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';

import { PageHead } from '../../parts/page-head.js';
import { Section } from '../../parts/section.js';
import { Empty } from '../../shell/empty.js';
import { Freshness } from '../../shell/freshness.js';
import type { Comparable, Difference } from './difference.js';
import { FindingList } from './finding-list.js';
import { parted } from './difference-text.js';
import { PlanSection } from './plan-section.js';
import { VariablesSection } from './variables-section.js';
import { useComparable, useDifference } from './queries.js';
import { Verdict } from './verdict.js';

/** From so many releases on they are looked for by typing. */
const SEARCHED_FROM = 8;
/** So many releases before are offered as what may run. */
const OFFERED = 3;

/** What an address of this page says: the release that runs, and the one that is to replace it. */
interface Pair {
  readonly from?: string;
  readonly to?: string;
}

/** The difference of two releases: whether one can replace the other while it runs, and what run-once code has to do. */
export function ComparePage(): ReactNode {
  const { product = '' } = useParams({ strict: false }) as { product?: string };
  const { from = '', to = '' } = useSearch({ strict: false }) as Pair;
  const releases = useComparable(product);
  const isChosen = from !== '' && to !== '';
  return (
    <Stack>
      <PageHead
        title={isChosen ? `${product} ${from} → ${to}` : `Compare releases of ${product}`}
        up={{ to: `/products/${product}`, label: product }}
        about="Whether the second can replace the first while it runs, by their images and by what their ELF files said. It is about one direction: back is another comparison."
      />
      <Freshness query={releases} />
      <Choice from={from} to={to} releases={releases.data ?? []} />
      {isChosen ? (
        <Compared product={product} from={from} to={to} />
      ) : (
        releases.data && <ToChoose from={from} to={to} releases={releases.data} />
      )}
    </Stack>
  );
}

interface ComparedProps {
  readonly product: string;
  readonly from: string;
  readonly to: string;
}

function Compared({ product, from, to }: ComparedProps): ReactNode {
  const difference = useDifference(product, from, to);
  if (from === to) return <Empty title="It is the same release">Choose another one on either side.</Empty>;
  return (
    <>
      <Freshness query={difference} />
      {difference.isPending && <Loader />}
      {difference.data && <Shown key={`${from} ${to}`} product={product} difference={difference.data} />}
    </>
  );
}

function Shown({ product, difference }: { readonly product: string; readonly difference: Difference }): ReactNode {
  const { others } = parted(difference);
  return (
    <>
      <Verdict product={product} difference={difference} />
      {others.length > 0 && (
        <Section title="What else was found" about="It does not change the verdict.">
          <FindingList label="Other findings" findings={others} />
        </Section>
      )}
      <VariablesSection difference={difference} />
      <PlanSection difference={difference} />
    </>
  );
}

interface ChoiceProps {
  readonly from: string;
  readonly to: string;
  readonly releases: readonly Comparable[];
}

/** The two releases, and the way to turn them round. */
function Choice({ from, to, releases }: ChoiceProps): ReactNode {
  const choose = useChoose();
  return (
    <Group align="end" gap="sm">
      <ReleaseSelect
        label="What runs"
        value={from}
        releases={releases}
        onChange={(version) => choose({ from: version, to })}
      />
      <ReleaseSelect
        label="What is to replace it"
        value={to}
        releases={releases}
        onChange={(version) => choose({ from, to: version })}
      />
      {from && to && from !== to && (
        <Button variant="default" onClick={() => choose({ from: to, to: from })}>
          The other way round
        </Button>
      )}
    </Group>
  );
}

interface ReleaseSelectProps {
  readonly label: string;
  readonly value: string;
  readonly releases: readonly Comparable[];
  readonly onChange: (version: string) => void;
}

function ReleaseSelect({ label, value, releases, onChange }: ReleaseSelectProps): ReactNode {
  const known = releases.map(({ version, state }) => ({
    value: version,
    label: state === 'available' ? version : `${version} (${state})`,
  }));
  // An address may name one that is not among those that are offered.
  const data = value === '' || known.some((each) => each.value === value) ? known : [{ value, label: value }, ...known];
  return (
    <Select
      label={label}
      placeholder="Choose a release"
      w={{ base: '100%', xs: 240 }}
      data={data}
      value={value === '' ? null : value}
      onChange={(version) => version !== null && onChange(version)}
      allowDeselect={false}
      searchable={data.length >= SEARCHED_FROM}
      nothingFoundMessage="No such release"
    />
  );
}

function useChoose(): (pair: Required<Pair>) => void {
  const navigate = useNavigate();
  // What the table of the other comparison was narrowed to is left behind.
  return ({ from, to }) =>
    void navigate({
      to: '.',
      search: (before: { readonly project?: string }) => ({
        ...(before.project !== undefined && { project: before.project }),
        from,
        to,
      }),
    });
}

interface ToChooseProps {
  readonly from: string;
  readonly to: string;
  readonly releases: readonly Comparable[];
}

/** Before both are chosen: says what is missing, and offers what is likely. */
function ToChoose({ from, to, releases }: ToChooseProps): ReactNode {
  const choose = useChoose();
  if (releases.length < 2)
    return (
      <Empty title="There is nothing to compare yet">It takes two releases of the product. Upload another one.</Empty>
    );
  const at = releases.findIndex(({ version }) => version === to);
  const before = to === '' || at < 0 ? [] : releases.slice(at + 1, at + 1 + OFFERED);
  if (from !== '' || before.length === 0)
    return <Empty title="Choose two releases">The one that devices run, and the one that is to replace it.</Empty>;
  return (
    <Empty title={`Which release does ${to} replace?`}>
      <Text size="sm">Choose what devices run now, or one of those that were uploaded before it:</Text>
      <Group justify="center" mt="sm" gap="xs">
        {before.map(({ version }) => (
          <Button key={version} variant="default" onClick={() => choose({ from: version, to })}>
            {version}
          </Button>
        ))}
      </Group>
    </Empty>
  );
}
