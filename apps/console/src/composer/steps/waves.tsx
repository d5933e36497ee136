import { Button, Checkbox, CloseButton, Group, NumberInput, Select, Stack, Text, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';

import { Section } from '../../parts/section.js';
import { useForm } from '../form/form-context.js';
import { kindOf, presetOf, PRESETS, type WaveForm, type WaveKind } from '../form/presets.js';

const KINDS = [
  { value: 'percent', label: 'up to percent' },
  { value: 'count', label: 'up to number' },
  { value: 'filter', label: 'selection' },
];
const EMPTY: Readonly<Record<WaveKind, WaveForm>> = {
  percent: { percent: 100 },
  count: { count: 5 },
  filter: { filter: 'tags==canary' },
};

/** In how many steps the release spreads. */
export function Waves(): ReactNode {
  const { form, set, problems } = useForm();
  const waves = (form['waves'] ?? []) as readonly WaveForm[];
  return (
    <Section
      title="Waves"
      about="A wave begins when enough of those before it have succeeded, and, if it has a gate, when a person opens it."
    >
      <Stack gap="sm">
        <Select
          label="Preset"
          data={PRESETS.map(({ name }) => name)}
          placeholder="own waves"
          value={presetOf(waves) ?? null}
          onChange={(name) => set(['waves'], PRESETS.find((preset) => preset.name === name)?.waves ?? waves)}
        />
        <Stack gap="xs" component="ol" m={0} p={0} style={{ listStyle: 'none' }} aria-label="Waves">
          {waves.map((wave, index) => (
            <WaveRow key={index} wave={wave} index={index} isOnly={waves.length === 1} />
          ))}
        </Stack>
        {problems.has('waves') && (
          <Text size="sm" c="red" role="alert">
            {problems.get('waves')}
          </Text>
        )}
        <Button
          variant="default"
          size="xs"
          style={{ alignSelf: 'start' }}
          onClick={() => set(['waves', waves.length], EMPTY.percent)}
        >
          Add wave
        </Button>
      </Stack>
    </Section>
  );
}

interface WaveRowProps {
  readonly wave: WaveForm;
  readonly index: number;
  readonly isOnly: boolean;
}

function WaveRow({ wave, index, isOnly }: WaveRowProps): ReactNode {
  const { set, remove, problems } = useForm();
  const kind = kindOf(wave);
  const { gate } = wave;
  const keeps = gate && { gate };
  const put = (next: WaveForm): void => set(['waves', index], { ...next, ...keeps });
  const error = [...problems].find(([field]) => field.startsWith(`waves.${index}`))?.[1];
  const label = `Wave ${index + 1}`;
  return (
    <li>
      <Group gap="xs" align="start" wrap="wrap">
        <Text size="sm" fw={600} w={64} mt={8}>
          {label}
        </Text>
        <Select
          aria-label={`${label} is made by`}
          w={150}
          allowDeselect={false}
          data={KINDS}
          value={kind}
          onChange={(next) => put(EMPTY[(next ?? 'percent') as WaveKind])}
        />
        {kind === 'filter' ? (
          <TextInput
            aria-label={`${label}: selection`}
            classNames={{ input: 'mono' }}
            flex="1 1 160px"
            value={wave.filter ?? ''}
            error={error}
            onChange={({ currentTarget }) => put({ filter: currentTarget.value })}
          />
        ) : (
          <NumberInput
            aria-label={`${label}: ${kind}`}
            flex="1 1 110px"
            suffix={kind === 'percent' ? ' %' : ' devices'}
            value={wave[kind] ?? ''}
            error={error}
            onChange={(next) => put({ [kind]: next === '' ? undefined : Number(next) })}
          />
        )}
        {index > 0 && (
          <Checkbox
            mt={9}
            label="gate"
            title="It begins only when a person opens its gate"
            checked={gate === 'manual'}
            onChange={({ currentTarget }) =>
              set(['waves', index, 'gate'], currentTarget.checked ? 'manual' : undefined)
            }
          />
        )}
        <CloseButton
          mt={4}
          disabled={isOnly}
          aria-label={`Remove wave ${index + 1}`}
          onClick={() => remove(['waves'], index)}
        />
      </Group>
    </li>
  );
}
