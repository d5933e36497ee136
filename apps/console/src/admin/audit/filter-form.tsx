import { Button, Group, NativeSelect, Paper, SimpleGrid, TextInput } from '@mantine/core';
import { useState, type FormEvent, type ReactNode } from 'react';

import { ZONE } from '../../shell/moment-text.js';
import { fieldOf, filterOf, isoOf, type AuditField, type AuditFilter } from './filter.js';

interface FilterFormProps {
  readonly filter: AuditFilter;
  readonly onApply: (filter: AuditFilter) => void;
}

/** Narrows the audit log. What is asked for stands in the address, so that a link shows another person the same. */
export function FilterForm({ filter, onApply }: FilterFormProps): ReactNode {
  const [typed, setTyped] = useState<AuditFilter>({ ...filter, from: fieldOf(filter.from), to: fieldOf(filter.to) });
  const field = (name: AuditField) => ({
    value: typed[name] ?? '',
    autoComplete: 'off',
    onChange: ({ currentTarget: { value } }: { currentTarget: { value: string } }) =>
      setTyped((before) => ({ ...before, [name]: value })),
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onApply(filterOf({ ...typed, from: isoOf(typed.from ?? ''), to: isoOf(typed.to ?? '') }));
  };
  return (
    <Paper withBorder p="md" component="form" role="search" onSubmit={submit}>
      <SimpleGrid cols={{ base: 2, md: 4 }} spacing="sm">
        <TextInput size="xs" label="Who" placeholder="ann" {...field('actor')} />
        <TextInput size="xs" label="What" placeholder="user_created" {...field('action')} />
        <TextInput size="xs" label="Of, and all below it" placeholder="users/ann" {...field('object')} />
        <NativeSelect
          size="xs"
          label="Outcome"
          data={[
            { value: '', label: 'any' },
            { value: 'done', label: 'done' },
            { value: 'refused', label: 'refused' },
          ]}
          {...field('outcome')}
        />
        <TextInput size="xs" label="Project" {...field('project')} />
        <TextInput size="xs" label="Id of the request" {...field('request')} />
        <TextInput size="xs" type="datetime-local" label={`From (${ZONE})`} {...field('from')} />
        <TextInput size="xs" type="datetime-local" label={`Before (${ZONE})`} {...field('to')} />
      </SimpleGrid>
      <Group justify="end" gap="xs" mt="sm">
        {Object.keys(filter).length > 0 && (
          <Button size="xs" variant="default" onClick={() => onApply({})}>
            Clear
          </Button>
        )}
        <Button size="xs" type="submit">
          Show
        </Button>
      </Group>
    </Paper>
  );
}
