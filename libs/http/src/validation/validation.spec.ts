import 'reflect-metadata';

import { Type } from 'class-transformer';
import { IsInt, IsObject, IsOptional, Max, ValidateNested } from 'class-validator';
import { describe, expect, it } from '@jest/globals';

import { IsAttributesChange } from './attributes-rule.js';
import { CanBeNull, NullsAsIn, NullsAsInEach } from './can-be-null.js';
import { IsName, IsRelease } from './field-rules.js';
import { requestValidation } from './validation.js';

class Part {
  @IsInt()
  @Max(9)
  size!: number;
}

class Told {
  @CanBeNull()
  @IsName()
  nick?: string | null;

  @IsOptional()
  @IsAttributesChange()
  attributes?: object;
}

class Order {
  @IsName()
  name!: string;

  @IsOptional()
  @IsRelease({ each: true })
  versions?: string[];

  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => Part)
  part?: Part;

  @CanBeNull()
  @IsName()
  nick?: string | null;

  @IsOptional()
  @NullsAsIn(Told)
  @ValidateNested()
  @Type(() => Told)
  told?: Told;

  @IsOptional()
  @NullsAsInEach(Told)
  @ValidateNested({ each: true })
  @Type(() => Told)
  tellers?: Told[];
}

const check = (body: unknown): Promise<unknown> =>
  requestValidation().transform(body, { type: 'body', metatype: Order }) as Promise<unknown>;

describe('the validation of requests', () => {
  it('may have null where a field says so, which stays null, and there only', async () => {
    expect(await check({ name: 'a', nick: null })).toMatchObject({ name: 'a', nick: null });
    expect(await check({ name: 'a', nick: 'b' })).toMatchObject({ nick: 'b' });
    expect(await check({ name: 'a' })).toMatchObject({ nick: undefined });
    await expect(check({ name: 'a', nick: 'b c' })).rejects.toMatchObject({ facts: { field: 'nick' } });
    await expect(check({ name: 'a', part: { nick: null } })).rejects.toMatchObject({ facts: { field: 'part.nick' } });
  });

  it('may have null within each element of a list where the class of the elements says so, and there only', async () => {
    const tellers = [{ nick: 'a' }, { nick: null, attributes: { site: null } }];
    expect(await check({ name: 'a', tellers })).toMatchObject({ tellers });
    for (const [wrong, field] of [
      [[{ nick: 'a' }, null], 'tellers.1'],
      [[{ nick: 'a', attributes: null }], 'tellers.0.attributes'],
    ] as const)
      await expect(check({ name: 'a', tellers: wrong })).rejects.toMatchObject({ facts: { field } });
    await expect(check({ name: 'a', told: [{ nick: null }] })).rejects.toMatchObject({ code: 'request_invalid' });
  });

  it('may have null within a field where the class of that says so, and among attributes', async () => {
    const told = { nick: null, attributes: { site: 'a', voltage: 24.5, indoor: true, 'a.b': null, timeZone: null } };
    expect(await check({ name: 'a', told })).toMatchObject({ told });
    const refused = (body: object): Promise<unknown> =>
      check({ name: 'a', told: body }).catch((error: unknown) => error);
    expect(await refused({ attributes: null })).toMatchObject({ facts: { field: 'told.attributes' } });
    expect(await refused({ attributes: { a: { b: null } } })).toMatchObject({
      facts: { field: 'told.attributes.a.b' },
    });
    for (const [attributes, problem] of [
      [{ a: ['b'] }, /neither/],
      [{ 'a b': 1 }, /no name/],
      [{ 'a b': null }, /no name/],
      [{ site: 'a\u001b[2J' }, /site has a control character/],
      [{ timeZone: '+02:00' }, /timeZone is no name of a zone/],
      [['a'], /no object/],
      ['a', /no object/],
    ] as const)
      expect(await refused({ attributes })).toMatchObject({
        ...{ code: 'request_invalid', facts: { field: 'told.attributes' } },
        detail: expect.stringMatching(problem),
      });
  });

  it('passes a valid one as an object of its class', async () => {
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
    [null, '', /^the body must not be null/],
    [{ name: 'a', part: null }, 'part', /^part must not be null: leave it out$/],
    [{ name: 'a', versions: ['1.0.0', null] }, 'versions.1', /^versions\.1 must not be null/],
    [{ name: 'a', part: [{ size: 1 }] }, 'part', /part must be an object/],
    [
      { name: 'a', versions: Array.from({ length: 10_001 }, () => '1.0.0') },
      'versions',
      /^versions has more than 10000 elements$/,
    ],
    [
      Object.fromEntries(Array.from({ length: 65 }, (_, index) => [`f${index}`, 1])),
      '',
      /^the body has more than 64 fields$/,
    ],
  ])('refuses %j and names %s', async (body, field, refusal) => {
    await expect(check(body)).rejects.toMatchObject({
      code: 'request_invalid',
      facts: { field },
      detail: expect.stringMatching(refusal),
    });
  });

  it('leaves path parameters to the pipe of the parameter', async () => {
    expect(await requestValidation().transform('0x1', { type: 'param', metatype: Number })).toBe('0x1');
  });

  it('reports several refusals at once', async () => {
    await expect(check({ name: 7, part: { size: 'x' } })).rejects.toThrow(/name.*; part\.size/);
  });
});
