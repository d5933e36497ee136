import { readFileSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';

import { CAMPAIGN_STATES, CAMPAIGN_TRANSITIONS, PAUSE_REASONS } from './campaign.js';
import { DEFAULT_RULES } from './config.js';
import { JOB_STATES, JOB_TRANSITIONS } from './job/job.js';
import { mermaidOf } from './state-machine.js';

const page = readFileSync(new URL('../../../docs/campaigns.md', import.meta.url), 'utf8');

describe('docs/campaigns.md', () => {
  it('shows the diagrams of the tables', () => {
    expect(page).toContain(`\`\`\`mermaid\n${mermaidOf(CAMPAIGN_TRANSITIONS, 'draft')}\n\`\`\``);
    expect(page).toContain(`\`\`\`mermaid\n${mermaidOf(JOB_TRANSITIONS, 'waiting')}\n\`\`\``);
  });

  it('explains every state, and every rule that pauses', () => {
    for (const word of [...CAMPAIGN_STATES, ...JOB_STATES, ...PAUSE_REASONS]) expect(page).toContain(`\`${word}\``);
  });

  it('states the defaults', () => {
    const { waves, thresholds, concurrency, timeouts, retry } = DEFAULT_RULES;
    const hours = (ms: number): string => `${ms / 3_600_000} h`;
    const text = page.replaceAll(/\s+/g, ' ');
    expect(text).toContain(`waves ${waves.map(({ percent }) => percent).join(', ')} %`);
    expect(text).toContain(
      `\`successPercent\` ${thresholds.successPercent}, \`errorPercent\` ${thresholds.errorPercent}, \`errorMinimum\` ${thresholds.errorMinimum}`,
    );
    expect(text).toContain(
      `\`concurrency\` ${concurrency}; ${hours(timeouts.offerMs)} to accept an offer, ${hours(timeouts.runMs)} to finish`,
    );
    expect(text).toContain(
      `${retry.attempts} attempts, the second after ${retry.firstDelayMs / 1000} s and each further one ${retry.factor} times later`,
    );
    expect(text).toContain(`up to ${hours(retry.maxDelayMs)}, shortened by up to ${retry.jitter * 100} % at random`);
  });
});
