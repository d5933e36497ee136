import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';

/** The revision of a thing in an answer: what its header `ETag` says, between the quotes. */
export const ApiRevision = (): PropertyDecorator =>
  applyDecorators(
    ApiProperty({
      example: 'mb2x0k1c.1',
      pattern: '^[0-9a-z]+\\.[0-9]+$',
      description:
        'Differs after every change that an operator makes; the header ETag has it in quotes, and If-Match may name it.',
    }),
  );
