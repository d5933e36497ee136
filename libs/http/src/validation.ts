import { ValidationPipe, type ValidationError } from '@nestjs/common';

import { faultOf } from '@twinbank/protocol';

/** Complaints told in one answer; more help nobody. */
const COMPLAINTS_MAX = 10;

/**
 * The pipe for every DTO: unknown fields are refused, numbers in queries and paths are converted, and each complaint names
 * its field. Faults: `request_invalid`.
 */
export function requestValidation(): ValidationPipe {
  return new ValidationPipe({
    transform: true,
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    validationError: { target: false, value: false },
    exceptionFactory: (errors) => {
      const complaints = errors.flatMap((error) => complaintsOf(error, ''));
      const [first] = complaints;
      const detail = complaints.slice(0, COMPLAINTS_MAX).map((complaint) => complaint.text).join('; ');
      return faultOf('request_invalid', detail, { field: first?.field ?? '' });
    },
  });
}

interface Complaint {
  readonly field: string;
  readonly text: string;
}

function complaintsOf(error: ValidationError, parent: string): Complaint[] {
  const field = parent === '' ? error.property : `${parent}.${error.property}`;
  const own = Object.entries(error.constraints ?? {}).map(([rule, message]) => ({
    field,
    text: rule === 'whitelistValidation' ? `unknown field ${field}` : message.replace(error.property, field),
  }));
  return [...own, ...(error.children ?? []).flatMap((child) => complaintsOf(child, field))];
}
