import { Select, SimpleGrid, Stack } from '@mantine/core';
import type { ReactNode } from 'react';

import { Section } from '../../admin/parts/section.js';
import { useProducts, useReleases } from '../composer.js';
import { Field } from '../form/field.js';
import { useForm } from '../form/form-context.js';

/** What is brought to whom. @param isNew whether the product can still be chosen */
export function What({ isNew }: { readonly isNew: boolean }): ReactNode {
  return (
    <Section title="Release">
      <Stack gap="sm">
        <Field path={['name']} />
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <Product isNew={isNew} />
          <Version />
        </SimpleGrid>
      </Stack>
    </Section>
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
