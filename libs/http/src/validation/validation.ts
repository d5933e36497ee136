import { ValidationPipe, type ArgumentMetadata, type ValidationError } from '@nestjs/common';

import { faultOf } from '@twinbank/protocol';

import { nullableOf } from './can-be-null.js';
import { shapeRefusal } from './plain-value.js';

/** Most refusals in one answer; more would not help anybody. */
const COMPLAINTS_MAX = 10;

/**
 * The pipe for every DTO: unknown fields are refused, numbers in queries and paths are converted, and each refusal names
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
      const refusals = errors.flatMap((error) => refusalsOf(error, ''));
      const [first] = refusals;
      const detail = refusals
        .slice(0, COMPLAINTS_MAX)
        .map((refusal) => refusal.text)
        .join('; ');
      return faultOf('request_invalid', detail, { field: first?.field ?? '' });
    },
  });
}

class RequestValidation extends ValidationPipe {
  /** The shape is checked first, because class-validator would check every member before it refuses their number. */
  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    const refusal = metadata.type === 'body' ? shapeRefusal(value, nullableOf(metadata.metatype)) : undefined;
    if (refusal) throw faultOf('request_invalid', refusal.text, { field: refusal.field });
    return super.transform(value, metadata) as Promise<unknown>;
  }

  /** Path parameters are left to their own pipe: `0x1` and `1e0` are not the number 1. */
  protected override transformPrimitive(value: unknown, metadata: ArgumentMetadata): unknown {
    return metadata.type === 'param' ? value : super.transformPrimitive(value, metadata);
  }
}

interface Refusal {
  readonly field: string;
  readonly text: string;
}

function refusalsOf(error: ValidationError, parent: string): Refusal[] {
  const field = parent === '' ? error.property : `${parent}.${error.property}`;
  const own = Object.entries(error.constraints ?? {}).map(([rule, message]) => ({
    field,
    text: rule === 'whitelistValidation' ? `unknown field ${field}` : message.replace(error.property, field),
  }));
  return [...own, ...(error.children ?? []).flatMap((child) => refusalsOf(child, field))];
}
