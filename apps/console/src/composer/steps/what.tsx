import { Select, SimpleGrid, Stack, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';

import { Section } from '../../parts/section.js';
import { useProducts, useReleases } from '../composer.js';
import { useForm } from '../form/form-context.js';

/** What is brought to whom. @param isNew whether the product can still be chosen */
export function What({ isNew }: { readonly isNew: boolean }): ReactNode {
  return (
    <Section title="Release">
      <Stack gap="sm">
        <Name />
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <Product isNew={isNew} />
          <Version />
        </SimpleGrid>
      </Stack>
    </Section>
  );
}

/** Longest name that the server takes, in characters. */
const NAME_MAX = 100;

function Name(): ReactNode {
  const { form, set, problems } = useForm();
  return (
    <TextInput
      label="Name"
      placeholder="spring update"
      maxLength={NAME_MAX}
      error={problems.get('name')}
      value={(form['name'] as string | undefined) ?? ''}
      onChange={({ currentTarget }) => set(['name'], currentTarget.value || undefined)}
    />
  );
}

function Product({ isNew }: { readonly isNew: boolean }): ReactNode {
  const { form, set } = useForm();
  const { data, error } = useProducts();
  return (
    <Select
      label="Product"
      placeholder={data?.length === 0 ? 'there is none yet' : 'choose'}
      data={data?.map(({ name }) => name) ?? []}
      searchable
      disabled={!isNew}
      error={error?.message}
      value={(form['product'] as string | undefined) ?? null}
      onChange={(next) => {
        set(['product'], next ?? undefined);
        set(['release'], undefined);
      }}
    />
  );
}

function Version(): ReactNode {
  const { form, set } = useForm();
  const { data, error } = useReleases(form['product'] as string | undefined);
  const isEmpty = data?.length === 0;
  return (
    <Select
      label="Version"
      placeholder={isEmpty ? 'there is none yet' : 'choose'}
      description={isEmpty ? 'Upload a release of the product first.' : undefined}
      data={data?.map(({ version }) => version) ?? []}
      searchable
      error={error?.message}
      value={(form['release'] as string | undefined) ?? null}
      onChange={(next) => set(['release'], next ?? undefined)}
    />
  );
}
