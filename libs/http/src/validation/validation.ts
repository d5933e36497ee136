import { ValidationPipe, type ArgumentMetadata, type ValidationError } from '@nestjs/common';

import { faultOf } from '@twinbank/protocol';

import { shapeComplaint } from './plain-value.js';

/** Complaints told in one answer; more help nobody. */
const COMPLAINTS_MAX = 10;

/**
 * The pipe for every DTO: unknown fields are refused, numbers in queries and paths are converted, and each complaint names
 * its field. Faults: `request_invalid`.
 */
export function requestValidation(): ValidationPipe {
  return new RequestValidation({
    transform: true,
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    validationError: { target: false, value: false },
    exceptionFactory: (errors) => {
      const complaints = errors.flatMap((error) => complaintsOf(error, ''));
      const [first] = complaints;
      const detail = complaints
        .slice(0, COMPLAINTS_MAX)
        .map((complaint) => complaint.text)
        .join('; ');
      return faultOf('request_invalid', detail, { field: first?.field ?? '' });
    },
  });
}

class RequestValidation extends ValidationPipe {
  /** The shape first: class-validator would look at every member before it complains of their number. */
  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    const complaint = metadata.type === 'body' ? shapeComplaint(value) : undefined;
    if (complaint) throw faultOf('request_invalid', complaint.text, { field: complaint.field });
    return super.transform(value, metadata) as Promise<unknown>;
  }

  /** What stands in an address is for the pipe of its parameter: `0x1` and `1e0` are not the number 1. */
  protected override transformPrimitive(value: unknown, metadata: ArgumentMetadata): unknown {
    return metadata.type === 'param' ? value : super.transformPrimitive(value, metadata);
  }
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
