import { Alert, Button, Code, Group, Stack, Text, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';

import { RestError } from '@twinbank/client';

import { later } from '../../parts/later.js';
import { Section } from '../../parts/section.js';
import { faultPosition } from '../../shell/ways-out/way-out.js';
import { useForm } from '../form/form-context.js';
import { valueAt } from '../form/form.js';

const BlockFields = later(async () => (await import('../form/field.js')).BlockFields);

interface AimProps {
  /** The refusal of the form that was asked about. */
  readonly error: Error | null;
  /** The selection of that form: the fault stands in it, and not in what was typed since. */
  readonly asked: string;
}

/** For which devices the campaign is. */
export function Aim({ error, asked }: AimProps): ReactNode {
  const { form, set, problems } = useForm();
  const filter = (valueAt(form, ['selection', 'filter']) as string | undefined) ?? '';
  const from = valueAt(form, ['selection', 'from']) as Source | undefined;
  const isRefused = faultPosition(error) !== undefined && filter !== '' && filter === asked;
  return (
    <Section title="Devices" about="Every device of the product, or those of a selection.">
      <Stack gap="sm">
        {from && <Source source={from} onRemove={() => set(['selection', 'from'], undefined)} />}
        <TextInput
          label="Selection"
          description="In the language of the fleet’s search box; empty for all devices of the product."
          placeholder="tags==canary;attr.site==hamburg"
          classNames={{ input: 'mono' }}
          spellCheck={false}
          autoCapitalize="off"
          value={filter}
          error={isRefused ? <Fault filter={filter} error={error} /> : problems.get('selection.filter')}
          onChange={({ currentTarget }) => set(['selection', 'filter'], currentTarget.value || undefined)}
        />
        <details>
          <summary>
            <Text span size="sm">
              By ids, hardware, versions, or how another campaign ended
            </Text>
          </summary>
          <Stack mt="sm">
            <BlockFields path={['selection']} />
          </Stack>
        </details>
      </Stack>
    </Section>
  );
}

interface Source {
  readonly campaign?: number;
  readonly states?: readonly string[];
  readonly faults?: readonly string[];
}

function Source({ source, onRemove }: { readonly source: Source; readonly onRemove: () => void }): ReactNode {
  const { campaign, states = [], faults = [] } = source;
  return (
    <Alert variant="light" py="xs">
      <Group justify="space-between">
        <Text size="sm">
          Devices of campaign {campaign}
          {states.length > 0 && ` whose job ended as ${states.join(', ').replaceAll('_', ' ')}`}
          {faults.length > 0 && ` with ${faults.join(', ')}`}
        </Text>
        <Button size="compact-xs" variant="default" onClick={onRemove}>
          All devices instead
        </Button>
      </Group>
    </Alert>
  );
}

/** The selection with a mark under the place of its fault, if the fault is in it. */
function Fault({ filter, error }: { readonly filter: string; readonly error: Error | null }): ReactNode {
  const at = faultPosition(error) ?? 0;
  const detail = error instanceof RestError ? (error.problem?.detail ?? error.message) : '';
  return (
    <span role="alert">
      {at <= filter.length && (
        <Code component="span" className="selection-fault">
          {filter}
          {'\n'}
          {' '.repeat(at)}^
        </Code>
      )}
      {detail} <Code>selection_invalid</Code>
    </span>
  );
}
