import 'reflect-metadata';

import { Type } from 'class-transformer';
import { IsInt, IsOptional, Max, ValidateNested } from 'class-validator';
import { describe, expect, it } from '@jest/globals';

import { IsName, IsRelease } from './field-rules.js';
import { requestValidation } from './validation.js';

class Part {
  @IsInt()
  @Max(9)
  size!: number;
}

class Order {
  @IsName()
  name!: string;

  @IsOptional()
  @IsRelease({ each: true })
  versions?: string[];

  @IsOptional()
  @ValidateNested()
  @Type(() => Part)
  part?: Part;
}

const check = (body: unknown): Promise<unknown> => requestValidation().transform(body, { type: 'body', metatype: Order }) as Promise<unknown>;

describe('the validation of requests', () => {
  it('lets a good one through as an object of its class', async () => {
    expect(await check({ name: 'a', versions: ['1.0.0'], part: { size: 1 } })).toBeInstanceOf(Order);
  });

  it.each<[unknown, string, RegExp]>([
    [{}, 'name', /^name must be a name/],
    [{ name: 'a/b' }, 'name', /^name must be a name/],
    [{ name: 'a', versions: ['1.0'] }, 'versions', /versions must be a semantic version/],
    [{ name: 'a', part: { size: 10 } }, 'part.size', /^part\.size must not be greater than 9/],
    [{ name: 'a', colour: 1 }, 'colour', /^unknown field colour$/],
    [{ name: 'a', part: { size: 1, colour: 1 } }, 'part.colour', /^unknown field part\.colour$/],
    [undefined, 'name', /name/],
  ])('refuses %j and names %s', async (body, field, complaint) => {
    await expect(check(body)).rejects.toMatchObject({ code: 'request_invalid', facts: { field }, detail: expect.stringMatching(complaint) });
  });

  it('tells several complaints at once', async () => {
    await expect(check({ name: 7, part: { size: 'x' } })).rejects.toThrow(/name.*; part\.size/);
  });
});
