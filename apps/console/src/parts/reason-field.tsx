import { TextInput } from '@mantine/core';
import type { ReactNode } from 'react';

/** Longest reason that the server takes, in characters. */
const REASON_MAX = 500;

interface ReasonFieldProps {
  readonly value: string;
  readonly onChange: (reason: string) => void;
  readonly isNeeded?: boolean;
  /** Who reads it. */
  readonly description?: string;
}

/** Why an order is given. */
export const ReasonField = ({
  value,
  onChange,
  isNeeded = false,
  description = 'Kept in the audit log',
}: ReasonFieldProps): ReactNode => (
  <TextInput
    label="Reason"
    description={description}
    required={isNeeded}
    {...(isNeeded && { 'data-autofocus': true })}
    maxLength={REASON_MAX}
    value={value}
    onChange={({ currentTarget }) => onChange(currentTarget.value)}
  />
);
