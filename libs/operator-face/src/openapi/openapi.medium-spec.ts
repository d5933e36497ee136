import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { FAULTS } from '@twinbank/protocol';

import { SERVER_START_MS, ServerUnderTest } from '../testing/server-under-test.js';
import { NOTHING_WRITTEN } from '../testing/writing-routes.js';

type Schema = Readonly<Record<string, unknown>> & {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly $ref?: string;
};
interface Operation {
  readonly summary: string;
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly security?: readonly unknown[];
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly schema: Schema }[];
  readonly responses: Readonly<
    Record<
      string,
      { readonly description: string; readonly content?: Readonly<Record<string, { readonly schema: Schema }>> }
    >
  >;
}

/** What needs neither a token nor a session, because it leads to one. */
const WAYS_IN = /^(?:post \/api\/v1\/(?:session|passwords)|get \/api\/v1\/session\/oidc\/callback)$/;
/** Who is sent back to sign in, or asks how to, has nothing yet that could be refused. */
const BEFORE_SIGN_IN = /^get \/api\/v1\/session\/(?:ways|oidc)$/;
const REDIRECTING = /^get \/api\/v1\/session\/oidc(?:\/callback)?$/;

/** Which operations have answers without a body, by their status. */
const WITHOUT_BODY: Readonly<Record<string, RegExp>> = { 204: /\/uploads\/\{upload\}$/, 302: REDIRECTING };

describe('the documentation for programs', () => {
  let server: ServerUnderTest;
  let operations: readonly (readonly [string, Operation])[];
  let schemas: Readonly<Record<string, Schema>>;
  beforeAll(async () => {
    server = await ServerUnderTest.start();
    const { json: api } = await server.send('GET', '/docs-json', { scope: 'none' });
    schemas = api.components.schemas as typeof schemas;
    operations = Object.entries(api.paths as Record<string, Record<string, Operation>>).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => [`${method} ${path}`, operation] as const),
    );
  }, SERVER_START_MS);
  afterAll(() => server.stop());

  const statusesOf = (operation: Operation): string[] => Object.keys(operation.responses);
  const operation = (name: string): Operation => operations.find(([key]) => key === name)![1];
  /** Every schema of the document, with its place there. */
  function walk(place: string, schema: Schema): [string, Schema][] {
    const parts = [
      ...Object.entries(schema.properties ?? {}),
      ...(schema.items ? [['[]', schema.items] as const] : []),
    ];
    return [[place, schema], ...parts.flatMap(([name, part]) => walk(`${place}.${name}`, part))];
  }
  const allSchemas = (): [string, Schema][] => [
    ...Object.entries(schemas).flatMap(([name, schema]) => walk(name, schema)),
    ...operations.flatMap(([name, { parameters }]) =>
      parameters.flatMap((parameter) => walk(`${name} ${parameter.name}`, parameter.schema)),
    ),
  ];

  it('marks every secret that an answer shows once, so that it is not kept with a key', () => {
    const named = allSchemas().filter(
      ([place, { format }]) => /Answer\.(?:token|\w*[sS]ecret)$/.test(place) && format !== 'uuid',
    );
    expect(named.map(([place, { format }]) => [place, format]).sort()).toEqual([
      ['PasswordSecretAnswer.passwordSecret', 'password'],
      ['TokenAnswer.token', 'password'],
      ['UserCreatedAnswer.passwordSecret', 'password'],
      ['WebhookSecretAnswer.secret', 'password'],
    ]);
  });

  it('names the headers of an order for whatever changes something, and for nothing that only looks', () => {
    const looks = Object.entries(NOTHING_WRITTEN).filter(([, why]) => /^(?:looks|a broker asks)/.test(why));
    expect(looks.length).toBeGreaterThan(4);
    const without = (header: string): string[] =>
      operations
        .filter(
          ([route, { parameters = [] }]) =>
            !route.startsWith('get ') && !parameters.some(({ name }) => name === header),
        )
        .map(([route]) => route)
        .filter((route) => !WAYS_IN.test(route));
    for (const header of ['Twinbank-Reason', 'Idempotency-Key'])
      expect(without(header)).toEqual(expect.arrayContaining(looks.map(([route]) => route)));
    expect(without('Twinbank-Reason').sort()).toEqual(looks.map(([route]) => route).sort());
  });

  it('has a schema for every answer that has a body, and the problem for every refusal', () => {
    expect(operations.length).toBeGreaterThan(25);
    for (const [name, { responses, tags }] of operations) {
      for (const [status, { content, description }] of Object.entries(responses)) {
        const types = Object.entries(content ?? {});
        const without = WITHOUT_BODY[status];
        if (without) {
          expect([name, types]).toEqual([expect.stringMatching(without), []]);
          continue;
        }
        // Reports, and nothing else, are answered in either of two forms.
        const isReport = tags?.includes('reports') === true && status === '200';
        const forms = isReport ? ['application/x-ndjson', 'text/csv'] : [types[0]?.[0]];
        expect([name, status, types.map(([one]) => one)]).toEqual([name, status, forms]);
        expect([name, status, types.length > 0, description !== undefined]).toEqual([name, status, true, true]);
        const [type, { schema }] = types[0]!;
        const isProblem = type === 'application/problem+json' && schema.$ref === '#/components/schemas/Problem';
        const isReadiness = name.endsWith('/health/ready') && status === '503';
        expect([name, status, isProblem]).toEqual([name, status, !status.startsWith('2') && !isReadiness]);
      }
      expect([name, statusesOf({ responses } as Operation)]).toEqual([
        name,
        expect.arrayContaining(['400', '500', 'default']),
      ]);
    }
  });

  it('knows that whatever needs a token may be refused for it, and that a server may be at a limit', () => {
    for (const [name, { security, responses }] of operations) {
      const refusals = ['401', '403', '503'].filter((status) => responses[status] !== undefined);
      if (security!.length > 0) expect([name, refusals]).toEqual([name, ['401', '403', '503']]);
      else if (name.includes('/health/') || BEFORE_SIGN_IN.test(name))
        expect([name, refusals]).toEqual([name, refusals.filter((one) => one === '503')]);
      else expect([name, refusals]).toEqual([expect.stringMatching(WAYS_IN), ['401', '403', '503']]);
    }
  });

  it('knows that a body may be slow, long or of another type, and that what an address names may not be there', () => {
    for (const [name, { parameters, responses }] of operations) {
      const ofBodies = ['408', '413', '415'].filter((status) => responses[status] !== undefined);
      expect([name, ofBodies]).toEqual([name, name.startsWith('get ') ? [] : ['408', '413', '415']]);
      if (parameters.some((parameter) => parameter.in === 'path'))
        expect([name, responses['404'] !== undefined]).toEqual([name, true]);
    }
  });

  it('has each code that the text of an operation names under the status of the registry', () => {
    let named = 0;
    for (const [name, { summary, description, responses }] of operations) {
      for (const [code, { status }] of Object.entries(FAULTS)) {
        if (!code.includes('_') || !new RegExp(`\\b${code}\\b`).test(`${summary} ${description}`)) continue;
        named += 1;
        expect([name, code, responses[status]?.description.includes(code)]).toEqual([name, code, true]);
      }
    }
    expect(named).toBeGreaterThan(30);
    expect(operation('post /api/v1/campaigns').responses['422']?.description).toBe(
      'campaign_empty, cipher_unsupported, encryption_required, idempotency_key_reused',
    );
    expect(operation('post /api/v1/campaigns/{id}/start').responses['409']?.description).toBe(
      'answer_not_kept, approval_needed, campaign_transition, devices_in_campaigns, idempotency_key_in_use, image_unreadable, plan_changed, plan_grown, release_withdrawn',
    );
    expect(operation('post /api/v1/campaigns/{id}/start').responses['403']?.description).toContain('campaign.start');
  });

  it('has the shape of a problem as it is sent', async () => {
    const { json: problem } = await server.send('GET', 'products?limit=1&limit=2');
    const { required, properties } = schemas['Problem'] as { required: string[]; properties: Record<string, Schema> };
    expect(Object.keys(problem as object)).toEqual(expect.arrayContaining(required));
    expect(Object.keys(properties)).toEqual(expect.arrayContaining(Object.keys(problem as object)));
    expect(properties['code']?.['enum']).toEqual(Object.keys(FAULTS));
  });

  it('says of every object what is in it', () => {
    const bare = allSchemas().filter(
      ([, schema]) =>
        schema.type === 'object' && schema.properties === undefined && schema['additionalProperties'] === undefined,
    );
    expect(bare.map(([place]) => place)).toEqual([]);
  });

  it('says what each property is', () => {
    const untyped = allSchemas().filter(([, schema]) =>
      ['type', '$ref', 'allOf', 'anyOf', 'oneOf', 'enum'].every((key) => schema[key] === undefined),
    );
    expect(untyped.map(([place]) => place)).toEqual([]);
  });

  it('has whole numbers everywhere but for shares, factors and measured times', () => {
    const fractions = allSchemas().filter(([, schema]) => schema.type === 'number' && schema['enum'] === undefined);
    for (const [place, schema] of fractions) {
      expect([place, schema['format']]).toEqual([place, 'double']);
      expect(place).toMatch(
        /(?:[pP]ercent|[fF]actor|jitter|Us|Ms|(?:SequentialTest|HealthLimitDto|ControlRuleDto)\.\w+)$/,
      );
      expect(place).not.toMatch(/(?:Config|Request|Timeouts|Terms|Retry)\w*\.\w+Ms$/);
    }
    expect(fractions.length).toBeGreaterThan(5);
  });

  it('has the bounds that requests are held to', () => {
    const { properties: campaign } = schemas['CampaignRequest']!;
    expect(campaign).toMatchObject({
      name: { type: 'string', minLength: 1, maxLength: 100, pattern: expect.any(String) },
      product: { pattern: expect.any(String), maxLength: 64 },
      release: { pattern: expect.any(String), maxLength: 64 },
      waves: { minItems: 1, maxItems: 100 },
      concurrency: { type: 'integer', minimum: 1, maximum: 100_000 },
    });
    expect(schemas['SelectionRequest']?.properties?.['deviceIds']).toMatchObject({
      minItems: 1,
      maxItems: 10_000,
      uniqueItems: true,
      items: { type: 'string', maxLength: 64 },
    });
    expect(schemas['WaveRequest']?.properties?.['percent']).toMatchObject({
      type: 'number',
      exclusiveMinimum: 0,
      maximum: 100,
    });
    expect(schemas['TokenRequest']?.properties?.['days']).toMatchObject({ type: 'integer', minimum: 1, maximum: 366 });
    const parameters = (name: string): Record<string, Schema> =>
      Object.fromEntries(operation(name).parameters.map((parameter) => [parameter.name, parameter.schema]));
    expect(parameters('get /api/v1/events/log')).toMatchObject({
      campaign: { type: 'integer', minimum: 1 },
      limit: { type: 'integer', minimum: 1, maximum: 1000 },
      after: { minLength: 1, maxLength: 4096, pattern: '^[A-Za-z0-9_-]+$' },
    });
    const exported = parameters('get /api/v1/audit/export');
    expect(exported['limit']).toMatchObject({ type: 'integer', minimum: 1, maximum: 100_000, default: 100_000 });
    expect(exported['after']).toEqual({ type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
    expect(parameters('get /api/v1/campaigns/{id}')).toMatchObject({
      id: { type: 'integer', minimum: 1, maximum: 0x7fffffff },
    });
    expect(parameters('get /api/v1/devices/{id}')).toMatchObject({
      id: { type: 'string', maxLength: 64, pattern: expect.any(String) },
    });
  });

  it('has times as times', () => {
    for (const [place, schema] of allSchemas()) {
      if (/Answer\.(?:created|started|ended|expires|at|lastSeen|deadline|nextAttempt)$/.test(place))
        expect([place, schema['format']]).toEqual([place, 'date-time']);
    }
  });

  it.each([
    ['CampaignDetail', 'config', ['selection', 'waves', 'thresholds', 'concurrency', 'timeouts', 'retry', 'terms']],
    [
      'DeviceDetail',
      'status',
      ['product', 'part', 'hardware', 'banks', 'active', 'fbMode', 'bfb2', 'confirmed', 'counter', 'reset'],
    ],
    ['ReleaseDetail', 'manifest', ['format', 'version', 'blocks', 'sections', 'streamDigest']],
  ])('%s.%s is typed', (schema, field, fields) => {
    const property = schemas[schema]!.properties![field] as Schema & { allOf?: Schema[] };
    const name = (property.$ref ?? property.allOf![0]!.$ref)!.split('/').at(-1)!;
    expect(Object.keys(schemas[name]!.properties!)).toEqual(expect.arrayContaining(fields));
  });
});
