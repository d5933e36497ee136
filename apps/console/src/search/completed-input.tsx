import { Autocomplete, Text, type AutocompleteProps } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { FILTERS } from 'virtual:filters';

import { completionsOf, writingAt } from './completion.js';
import { fieldsOf } from './fields.js';
import { useKnownValues } from './known-values.js';

/** Lists whose fields are known. */
export type SearchedList = keyof typeof FILTERS;

/** A selection that is typed, and the list whose fields are offered for it. */
export interface CompletedInputProps extends Omit<AutocompleteProps, 'data' | 'onChange' | 'value'> {
  readonly list: SearchedList;
  readonly value: string;
  readonly onChange: (text: string) => void;
}

/** A selection to type, with the fields, operators and values by which it can go on where it ends. */
export function CompletedInput({ list, value, onChange, ...input }: CompletedInputProps): ReactNode {
  const [isOpen, open] = useState(false);
  const [fields] = useState(() => fieldsOf(FILTERS[list]));
  const writing = writingAt(value);
  const known = useKnownValues(writing?.what === 'value' && list === 'devices' ? writing.field : undefined);
  const offered = writing ? completionsOf(value, writing, fields, () => known) : [];
  const byText = new Map(offered.map((one) => [one.text, one]));
  return (
    <Autocomplete
      {...input}
      data={[...byText.keys()]}
      filter={({ options }) => options}
      value={value}
      onChange={(text) => {
        onChange(text);
        open(true);
      }}
      // Choosing closes the list; there may be more to choose at once.
      onOptionSubmit={() => setTimeout(() => open(true))}
      dropdownOpened={isOpen && offered.length > 0}
      onDropdownOpen={() => open(true)}
      onDropdownClose={() => open(false)}
      comboboxProps={{ position: 'bottom-start', width: 'max-content' }}
      maxDropdownHeight={320}
      renderOption={({ option }) => {
        const one = byText.get(option.value);
        return (
          <span>
            <span className="mono">{one?.label}</span>{' '}
            <Text span size="xs" c="dimmed">
              {one?.about}
            </Text>
          </span>
        );
      }}
    />
  );
}
