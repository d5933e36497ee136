import { Alert, Checkbox, Select, TagsInput, Text, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';

import { useDraft, useDraftGiving, useKept } from '../drafts/use-draft.js';
import { Dialog } from '../parts/confirm.js';
import { useProjects } from '../admin/projects/projects.js';
import { useRights } from '../session/use-rights.js';
import { AGENTS, FINISH_POLICIES, PART_NAMES } from './names.js';
import { makeProduct, PRODUCTS, type Product, type ProductOrder } from './products.js';

interface MakeProductProps {
  readonly onMade: (product: Product) => void;
  readonly onClose: () => void;
}

type Choices = Omit<ProductOrder, 'part'> & { readonly part: Product['part'] | null };
const BLANK: Choices = {
  name: '',
  part: null,
  hardware: ['A'],
  finishPolicy: 'mirror',
  allowUnencrypted: false,
  agent: 'twinbank',
};

/** Makes a product: what its devices are, and how they are updated. */
export function MakeProduct({ onMade, onClose }: MakeProductProps): ReactNode {
  const draft = useDraft('product/new');
  const [fields, setFields] = useKept(draft, 'fields', BLANK);
  const giving = useDraftGiving(draft, PRODUCTS);
  const rights = useRights();
  const projects = useProjects().rows.filter(({ name }) => rights.may('product.create', name));
  const set = (change: Partial<Choices>): void => setFields((before) => ({ ...before, ...change }));
  const { name, part, hardware } = fields;
  const order = { ...fields, name: name.trim() } as ProductOrder;
  return (
    <Dialog
      title="New product"
      order="Make"
      isReady={name.trim() !== '' && part !== null && hardware.length > 0}
      draft={draft}
      giving={giving}
      onClose={onClose}
      onGive={() => giving.give(async () => onMade(await makeProduct(order)))}
    >
      <TextInput
        label="Name"
        description="Devices and releases name it; it never changes"
        required
        data-autofocus
        autoComplete="off"
        value={name}
        onChange={({ currentTarget }) => set({ name: currentTarget.value })}
      />
      {projects.length > 1 && (
        <Select
          label="Project"
          data={projects.map((project) => project.name)}
          value={fields.project ?? null}
          onChange={(project) => set(project === null ? {} : { project })}
          required
        />
      )}
      <Select
        label="Part"
        description="The microcontroller of its devices; it never changes"
        data={[...PART_NAMES]}
        value={part}
        onChange={(value) => set({ part: value as Choices['part'] })}
        allowDeselect={false}
        required
      />
      <TagsInput
        label="Hardware revisions"
        description="Those that exist; a release may be for some of them only"
        value={hardware}
        onChange={(value) => set({ hardware: value })}
        required
      />
      <UpdateFields value={fields} onChange={set} />
    </Dialog>
  );
}

interface UpdateFieldsProps {
  readonly value: Choices;
  readonly onChange: (change: Partial<Choices>) => void;
}

/** How the devices are updated. */
function UpdateFields({ value: { finishPolicy, agent, allowUnencrypted }, onChange }: UpdateFieldsProps): ReactNode {
  return (
    <>
      <Select
        label="After an update"
        description={`${FINISH_POLICIES[finishPolicy ?? 'mirror']}, unless the campaign says otherwise`}
        data={Object.keys(FINISH_POLICIES)}
        value={finishPolicy ?? null}
        onChange={(value) => onChange({ finishPolicy: value as Product['finishPolicy'] })}
        allowDeselect={false}
      />
      <Select
        label="Update agent"
        description={`${AGENTS[agent ?? 'twinbank']}; it never changes`}
        data={Object.keys(AGENTS)}
        value={agent ?? null}
        onChange={(value) => onChange({ agent: value as Product['agent'] })}
        allowDeselect={false}
      />
      {agent === 'own' && (
        <Alert color="yellow" variant="light">
          <Text size="sm">A device that runs an image without a working agent cannot be updated again.</Text>
        </Alert>
      )}
      <Checkbox
        label="Its devices may take releases that are not encrypted"
        description="The only way for parts without AES; it never changes"
        checked={allowUnencrypted ?? false}
        onChange={({ currentTarget }) => onChange({ allowUnencrypted: currentTarget.checked })}
      />
    </>
  );
}
