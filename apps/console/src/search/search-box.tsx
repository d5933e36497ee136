import { Button, Code, Group, Text, TextInput } from '@mantine/core';
import { useState, type FormEvent, type ReactNode } from 'react';

import { RestError } from '@twinbank/client';

import { later } from '../parts/later.js';
import { faultPosition } from '../shell/ways-out/way-out.js';
import type { CompletedInputProps, SearchedList } from './completed-input.js';

/** What helps to write is loaded while the box can be typed in already. */
const CompletedInput = later(async () => (await import('./completed-input.js')).CompletedInput, {
  meanwhile: Plain,
  instead: Plain,
});

/** It is a language of its own, which nobody corrects. */
const TYPED = { flex: 1, classNames: { input: 'mono' }, spellCheck: false, autoCapitalize: 'off' };
const EXAMPLE = 'tags==canary;version<1.4.0;online==true';

interface SearchBoxProps {
  readonly filter: string;
  /** The refusal of this filter, with the position of its fault. */
  readonly error: Error | null;
  readonly onSearch: (filter: string) => void;
  /** The list whose fields it offers. */
  readonly list: SearchedList;
  /** What is selected, for those who do not see the page. */
  readonly what?: string;
  /** By how many characters the fault is further right than in what was typed. */
  readonly faultShift?: number;
  /** A selection that could be typed. */
  readonly example?: string;
}

/** A selection to type. What is wrong with it is shown where it is. */
export function SearchBox({
  filter,
  error,
  onSearch,
  list,
  what = 'Selection of devices',
  faultShift = 0,
  example = EXAMPLE,
}: SearchBoxProps): ReactNode {
  const [text, setText] = useState(filter);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onSearch(text.trim());
  };
  const input = {
    ...TYPED,
    'aria-label': what,
    placeholder: example,
    value: text,
    error: error && <SelectionFault filter={filter} error={error} shift={faultShift} />,
  };
  return (
    <form onSubmit={submit} role="search">
      <Group align="start" gap="xs" wrap="nowrap">
        <CompletedInput {...input} list={list} onChange={setText} />
        <Button type="submit">Select</Button>
        {filter !== '' && (
          <Button variant="default" onClick={() => onSearch('')}>
            Clear
          </Button>
        )}
      </Group>
    </form>
  );
}

/** The box without help. */
function Plain({ value, error, placeholder, onChange, 'aria-label': label }: CompletedInputProps): ReactNode {
  return (
    <TextInput
      {...TYPED}
      {...{ value, error, placeholder, 'aria-label': label }}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
    />
  );
}

interface SelectionFaultProps {
  readonly filter: string;
  readonly error: Error;
  readonly shift: number;
}

/** The selection with a mark under the place of its fault, what it is, and what would be known there. */
function SelectionFault({ filter, error, shift }: SelectionFaultProps): ReactNode {
  const at = Math.max(0, (faultPosition(error) ?? 0) - shift);
  const facts = error instanceof RestError ? error.problem?.facts : undefined;
  const detail = error instanceof RestError ? (error.problem?.detail ?? error.message) : error.message;
  return (
    <span role="alert">
      <Code component="span" className="selection-fault">
        {filter}
        {'\n'}
        {' '.repeat(at)}^
      </Code>
      {detail} <Code>selection_invalid</Code>
      {typeof facts?.['known'] === 'string' && (
        <Text span size="xs" display="block" c="dimmed">
          known: {facts['known']}
        </Text>
      )}
    </span>
  );
}
