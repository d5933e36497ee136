import { Button, Code, Group, Text, TextInput } from '@mantine/core';
import { lazy, Suspense, useState, type FormEvent, type ReactNode } from 'react';

import { RestError } from '@twinbank/client';

import { faultPosition } from '../shell/ways-out/way-out.js';
import type { SearchedList } from './completed-input.js';

/** What helps to write is loaded while the box can be typed in already. */
const CompletedInput = lazy(async () => ({ default: (await import('./completed-input.js')).CompletedInput }));

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
    flex: 1,
    'aria-label': what,
    placeholder: example,
    classNames: { input: 'mono' },
    spellCheck: false,
    autoCapitalize: 'off',
    value: text,
    error: error && <SelectionFault filter={filter} error={error} shift={faultShift} />,
  };
  return (
    <form onSubmit={submit} role="search">
      <Group align="start" gap="xs" wrap="nowrap">
        <Suspense fallback={<TextInput {...input} onChange={({ currentTarget }) => setText(currentTarget.value)} />}>
          <CompletedInput {...input} list={list} onChange={setText} />
        </Suspense>
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
