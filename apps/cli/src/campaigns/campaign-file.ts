import { parse, YAMLParseError } from 'yaml';

import type { components } from '@twinbank/client';

import { plainText } from '../output/plain-text.js';
import { CliProblem } from '../shell/problem.js';

/** As long as a request may be. */
export const CAMPAIGN_FILE_BYTES_MAX = 1024 * 1024;
/** Anchors let a short file stand for a long one. */
const ALIASES_MAX = 100;

/**
 * A campaign as a file has it: JSON, or YAML, which contains JSON. Only its form is looked at; what the campaign means is judged by the
 * server, which says what it does not know.
 *
 * @throws CliProblem `file_malformed` with the place
 */
export function campaignIn(text: string, name: string): components['schemas']['CampaignRequest'] {
  let value: unknown;
  try {
    value = parse(text, { maxAliasCount: ALIASES_MAX, logLevel: 'error' });
    // An anchor may be inside of what it stands for, which no request can say.
    JSON.stringify(value);
  } catch (error) {
    const why = error instanceof YAMLParseError ? error.message.split('\n', 1)[0]! : (error as Error).message;
    throw new CliProblem('file_malformed', `${name}: ${plainText(why)}`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new CliProblem('file_malformed', `${name} does not hold the fields of a campaign`);
  return value as components['schemas']['CampaignRequest'];
}
