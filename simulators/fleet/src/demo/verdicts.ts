import { answerOf, type components } from '@twinbank/client';

import type { OperatorClient } from '../server/operator-client.js';

type ReleaseDiff = components['schemas']['ReleaseDiffAnswer'];

const SENTENCES: Readonly<Record<ReleaseDiff['verdict'], string>> = {
  live: 'can replace it while it runs',
  'live-plan': 'can replace it while it runs, with the plan that it carries',
  'live-run-once': 'can replace it while it runs, with its run-once code',
  reset: 'can replace it by a reset only',
  refused: 'cannot replace it',
};

/** Asks the server whether one release of a product can replace another while it runs. */
export const verdictOn = (client: OperatorClient, product: string, version: string, other: string) =>
  answerOf(
    client.rest.GET('/api/v1/products/{product}/releases/{version}/diff/{other}', {
      params: { path: { product, version, other } },
    }),
  );

/**
 * A verdict and what it relies on, a line each.
 *
 * @param product its name
 */
export function verdictLines(product: string, diff: ReleaseDiff): readonly string[] {
  const { from, to, verdict, severity, knows, unchanged, findings, plan } = diff;
  const layout = severity === undefined ? 'nothing is known of their variables' : `RAM severity ${severity} of 4`;
  const steps = plan.steps.length + plan.unlisted;
  return [
    `${product}: ${from} runs; ${to} ${SENTENCES[verdict]} (${layout}, by their ${knows}; ${unchanged} variables as before)`,
    ...findings.filter(({ weight }) => weight !== 'note').map(({ code, detail }) => `  ${code}: ${detail}`),
    ...(steps > 0 ? [`  run-once plan: ${steps} ${steps === 1 ? 'step' : 'steps'}`] : []),
  ];
}
