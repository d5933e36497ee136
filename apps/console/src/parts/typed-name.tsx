import { Code, Text, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';

import { Foreign } from './texts/foreign.js';

interface TypedNameProps {
  /** What has to be typed. */
  readonly name: string;
  readonly typed: string;
  readonly onChange: (typed: string) => void;
}

/** Where the name of something is typed before it is deleted for good. */
export const TypedName = ({ name, typed, onChange }: TypedNameProps): ReactNode => (
  <TextInput
    label={
      <Text span size="sm">
        Type{' '}
        <Code>
          <Foreign text={name} />
        </Code>
      </Text>
    }
    autoComplete="off"
    data-autofocus
    value={typed}
    onChange={({ currentTarget }) => onChange(currentTarget.value)}
  />
);
