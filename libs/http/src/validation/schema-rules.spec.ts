import { describe, expect, it } from '@jest/globals';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsInt,
  IsOptional,
  IsPositive,
  Max,
  MaxLength,
  Min,
  MinLength,
} from 'class-validator';

import { NAME, NAME_LENGTH_MAX } from '@twinbank/protocol';

import { IsName, IsRelease } from './field-rules.js';
import { schemaRules } from './schema-rules.js';

class Common {
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(9)
  count?: number;
}

class Order extends Common {
  @ArrayMinSize(1)
  @ArrayMaxSize(3)
  @ArrayUnique()
  @IsName({ each: true })
  names!: string[];

  @IsRelease()
  version!: string;

  @MinLength(2)
  @MaxLength(5)
  text!: string;

  @IsPositive()
  share!: number;
}

describe('the rules of a class as schema', () => {
  const order = (): Record<string, unknown> => schemaRules().get(Order.name) as Record<string, unknown>;

  it('are those of its fields, and of the class that it extends', () => {
    expect(order()).toMatchObject({
      count: { type: 'integer', minimum: 1, maximum: 9 },
      text: { minLength: 2, maxLength: 5 },
      share: { exclusiveMinimum: 0 },
      version: { type: 'string', maxLength: 64 },
    });
  });

  it('distinguish a list from its elements', () => {
    expect(order()['names']).toEqual({
      minItems: 1,
      maxItems: 3,
      uniqueItems: true,
      items: { type: 'string', pattern: NAME.source, minLength: 1, maxLength: NAME_LENGTH_MAX },
    });
  });

  it('have a pattern for versions that accepts every valid version', () => {
    const pattern = new RegExp(String((order()['version'] as { pattern: string }).pattern));
    expect(['1.2.3', '1.0.0-rc.1+build', '1.2', 'v1.0.0', '01.0.0'].map((text) => pattern.test(text))).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });
});
