import {
  Autocomplete,
  Button,
  Checkbox,
  Collapse,
  Fieldset,
  FileInput,
  Group,
  NativeSelect,
  Stack,
  Text,
  TextInput,
} from '@mantine/core';
import { useState, type ReactNode } from 'react';

import type { Product } from '../../products/products.js';
import { useHighest, useReleases } from '../releases.js';
import type { UploadFields } from './upload-order.js';

const BLOCK_SIZES = ['1024', '2048', '4096', '8192', '16384'];

interface UploadFieldsetProps {
  readonly product: Product;
  readonly value: UploadFields;
  readonly isDisabled: boolean;
  readonly onChange: (fields: UploadFields) => void;
  /** The map that the linker wrote with the image. */
  readonly map: File | undefined;
  readonly onMap: (map: File | undefined) => void;
}

/** What is said beside a file. */
export function UploadFieldset(props: UploadFieldsetProps): ReactNode {
  const { product, value, isDisabled, onChange } = props;
  const [isMore, setMore] = useState(false);
  const { data: highest } = useHighest(product.name);
  return (
    <>
      <Group grow align="start">
        <TextInput
          label="Version"
          description="Semantic version"
          placeholder="1.4.0"
          required
          disabled={isDisabled}
          value={value.version}
          onChange={({ currentTarget }) => onChange({ ...value, version: currentTarget.value })}
        />
        <TextInput
          label="Security counter"
          description={
            highest ? `Highest so far: ${highest.counter} (${highest.version})` : 'Devices take none below theirs'
          }
          inputMode="numeric"
          required
          disabled={isDisabled}
          value={value.counter}
          onChange={({ currentTarget }) => onChange({ ...value, counter: currentTarget.value })}
        />
      </Group>
      <Button
        variant="subtle"
        color="gray"
        size="compact-sm"
        mr="auto"
        aria-expanded={isMore}
        onClick={() => setMore((before) => !before)}
      >
        {isMore ? 'Less' : 'Hardware, what it replaces, and more …'}
      </Button>
      <Collapse expanded={isMore}>
        <FurtherFields {...props} />
      </Collapse>
    </>
  );
}

/** What is seldom said. */
function FurtherFields({ product, value, isDisabled, onChange, map, onMap }: UploadFieldsetProps): ReactNode {
  const { rows } = useReleases(product.name, '');
  return (
    <Stack>
      <Autocomplete
        label="Oldest version that it replaces"
        description="Devices that run an older one refuse it, and need a release in between first. Empty: any."
        placeholder="1.0.0"
        data={[...new Set(rows.map(({ version }) => version))]}
        disabled={isDisabled}
        value={value.upgradesFrom}
        onChange={(upgradesFrom) => onChange({ ...value, upgradesFrom })}
      />
      <TextInput
        label="Oldest boot ROM"
        description="As AN2606 writes its version. Devices with an older one refuse it, and campaigns leave them out. Empty: any."
        placeholder="13.4"
        disabled={isDisabled}
        value={value.bootRomMin}
        onChange={({ currentTarget }) => onChange({ ...value, bootRomMin: currentTarget.value })}
      />
      <Checkbox.Group
        label="Hardware revisions"
        description="All of the product unless some are chosen"
        value={[...value.hardware]}
        onChange={(hardware) => onChange({ ...value, hardware })}
      >
        <Group mt="xs">
          {product.hardware.map((revision) => (
            <Checkbox key={revision} value={revision} label={revision} disabled={isDisabled} />
          ))}
        </Group>
      </Checkbox.Group>
      <NativeSelect
        label="Bytes of a block"
        description="As the server decides unless one is chosen"
        data={[{ value: '', label: 'the server decides' }, ...BLOCK_SIZES]}
        disabled={isDisabled}
        value={value.blockSize ?? ''}
        onChange={({ currentTarget }) => onChange({ ...value, blockSize: currentTarget.value || null })}
      />
      <FileInput
        label="Map of the linker"
        description="As GNU ld and lld write it with -Map, of this very build. By it an image without symbols has names: places, variables, heap. At most 8 MiB."
        placeholder="firmware.map"
        clearable
        clearButtonProps={{ 'aria-label': 'Leave the map out' }}
        disabled={isDisabled}
        value={map ?? null}
        onChange={(chosen) => onMap(chosen ?? undefined)}
      />
      <TextInput
        label="Where the image says its version"
        description="A symbol or section of an ELF file, or 0x08000400+16: the server compares it with the version above"
        disabled={isDisabled}
        value={value.versionAt}
        onChange={({ currentTarget }) => onChange({ ...value, versionAt: currentTarget.value })}
      />
      {product.agent === 'own' && <LiveFields value={value} isDisabled={isDisabled} onChange={onChange} />}
    </Stack>
  );
}

/** What a descriptor would say of an image that has none: with it the image can be swapped in live. */
const LiveFields = ({
  value,
  isDisabled,
  onChange,
}: Omit<UploadFieldsetProps, 'product' | 'map' | 'onMap'>): ReactNode => (
  <Fieldset legend="Of an image without descriptor, for live updates" disabled={isDisabled}>
    <Stack gap="sm">
      <Text size="sm" c="dimmed">
        Without these it is swapped in by a reset. If the image has a descriptor, that says it.
      </Text>
      <TextInput
        label="Where the code is that swaps the banks"
        description="A symbol, a section, or a range as 0x08001000+512. It has to be the same in the image that runs."
        placeholder=".swap"
        value={value.swapSectionAt}
        onChange={({ currentTarget }) => onChange({ ...value, swapSectionAt: currentTarget.value })}
      />
      <TextInput
        label="Where the code is that runs once after the swap"
        description="It brings variables to what the new program expects"
        placeholder="run_once"
        value={value.runOnceAt}
        onChange={({ currentTarget }) => onChange({ ...value, runOnceAt: currentTarget.value })}
      />
      <TextInput
        label="Where its two copies of interrupt code for RAM are"
        description="Symbols or sections, with a comma between them, or ranges as 0x10000000+0x400@0x08003000. Interrupts then go on while the code is replaced."
        placeholder=".isr_a,.isr_b"
        value={value.isrCopiesAt}
        onChange={({ currentTarget }) => onChange({ ...value, isrCopiesAt: currentTarget.value })}
      />
      <TextInput
        label="Number of the RAM layout"
        description="Another one than before says that variables moved or changed. Without it, only ELF files with debug information show whether they did."
        inputMode="numeric"
        placeholder="1"
        value={value.ramLayout}
        onChange={({ currentTarget }) => onChange({ ...value, ramLayout: currentTarget.value })}
      />
    </Stack>
  </Fieldset>
);
