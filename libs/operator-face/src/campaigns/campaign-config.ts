import {
  DEFAULT_RULES,
  DEFAULT_TERMS,
  OTHERS_UNSAID,
  problemsOf,
  statesOfSource,
  type Campaign,
  type CampaignConfig,
  type Selection,
  type StopRule,
  type UpdateTerms,
} from '@twinbank/campaign';
import type { Product } from '@twinbank/database';
import { type Cipher, PARTS } from '@twinbank/parts';
import { faultOf } from '@twinbank/protocol';

import { rateOf } from './campaign-pace.dto.js';
import { budgetsOf } from './config/budgets.dto.js';
import { given } from './config/given.js';
import { wishOf } from './config/approval.dto.js';
import { controlOf } from './config/control.dto.js';
import { limitsOf } from './config/limits.dto.js';
import { postponeAnswer, postponeOf } from './config/postpone.dto.js';
import { soakOf } from './config/soak.dto.js';
import { spreadOf } from './config/spread.dto.js';
import { othersOf } from './config/other-campaigns.dto.js';
import { windowsOf } from './config/windows.dto.js';
import { scheduleAnswer, scheduleOf } from './campaign-rules.dto.js';
import type { CampaignRequest, SelectionRequest, TermsRequest } from './campaign-request.dto.js';

/**
 * Longest default of the slot deadline. By default at most half of an attempt's time goes to waiting for a slot,
 * because an attempt also downloads, confirms and mirrors.
 */
const SLOT_DEADLINE_MS = 3600 * 1000;

/** What a request says beside name, product and release. */
export type CampaignRules = Omit<CampaignRequest, 'name' | 'product' | 'release'>;

/** The request that would write the configuration of a campaign down as it is. */
export function requestOf({ config }: Pick<Campaign, 'config'>): CampaignRules {
  const { schedule, postpone, ...rest } = config;
  const times = {
    ...(schedule && { schedule: scheduleAnswer(schedule) }),
    ...(postpone && { postpone: postponeAnswer(postpone) }),
  };
  return { otherCampaigns: OTHERS_UNSAID, ...rest, ...times } as unknown as CampaignRules;
}

/**
 * The complete configuration of a campaign: what the request says, and defaults for what it leaves out.
 *
 * @throws Fault `request_invalid` naming every rule that makes no sense, `cipher_unsupported`, `encryption_required`
 */
export function campaignConfig(request: CampaignRules, product: Product): CampaignConfig {
  const {
    selection = {},
    waves,
    thresholds,
    rules: stopRules,
    schedule,
    soak,
    control,
    approval,
    concurrency,
    rate: asked,
    spread,
    budgets,
    windows,
    postpone,
    otherCampaigns,
    hops,
    dynamic,
    timeouts,
    limits,
    retry,
    terms = {},
  } = request;
  const rules = { ...DEFAULT_RULES.timeouts, ...given(timeouts) };
  const rate = asked && rateOf(asked);
  const config: CampaignConfig = {
    selection: selectionOf(selection),
    waves: (waves ?? DEFAULT_RULES.waves).map((wave) => given(wave)),
    thresholds: { ...DEFAULT_RULES.thresholds, ...given(thresholds) },
    ...(stopRules && { rules: stopRules.map((rule) => given(rule) as StopRule) }),
    ...(schedule && { schedule: scheduleOf(schedule) }),
    ...given({ soak: soakOf(soak), control: controlOf(control), approval: wishOf(approval), limits: limitsOf(limits) }),
    concurrency: concurrency ?? DEFAULT_RULES.concurrency,
    ...(rate && { rate }),
    ...given({ spread: spreadOf(spread), budgets: budgetsOf(budgets) }),
    ...given({ windows: windowsOf(windows), postpone: postponeOf(postpone) }),
    otherCampaigns: othersOf(otherCampaigns),
    ...(hops === 'path' && { hops }),
    ...(dynamic && { dynamic }),
    timeouts: rules,
    retry: { ...DEFAULT_RULES.retry, ...given(retry) },
    terms: updateTerms(terms, product, rules.runMs),
  };
  const problems = [...problemsOf(config), ...problemsOfSlot(config)];
  if (problems.length > 0) throw faultOf('request_invalid', problems.join('; '));
  return config;
}

/**
 * The slot deadline must be shorter than the time of an attempt: otherwise the attempt times out while the device
 * waits, and `onNoSlot` never takes effect.
 */
function problemsOfSlot({ terms, timeouts }: CampaignConfig): string[] {
  return terms.slotDeadlineMs < timeouts.runMs ? [] : ['terms.slotDeadlineMs must be shorter than timeouts.runMs'];
}

function updateTerms(terms: TermsRequest, product: Product, runMs: number): UpdateTerms {
  return {
    ...given({ kind: terms.kind }),
    policy: terms.policy ?? product.finishPolicy,
    mode: terms.mode ?? DEFAULT_TERMS.mode,
    cipher: cipherFor(terms.cipher, product),
    slotDeadlineMs: terms.slotDeadlineMs ?? Math.min(SLOT_DEADLINE_MS, Math.floor(runMs / 2)),
    onNoSlot: terms.onNoSlot ?? DEFAULT_TERMS.onNoSlot,
    confirmTimeoutMs: terms.confirmTimeoutMs ?? DEFAULT_TERMS.confirmTimeoutMs,
  };
}

/**
 * The cipher to use: the wanted one, or the first that the part supports.
 *
 * @throws Fault `encryption_required` if the product does not allow unencrypted releases, `cipher_unsupported` if the
 * part does not support the cipher
 */
function cipherFor(wanted: Cipher | undefined, { part, name, allowUnencrypted }: Product): Cipher {
  const { ciphers } = PARTS[part];
  const cipher = wanted ?? ciphers[0] ?? 'none';
  if (cipher === 'none') {
    if (!allowUnencrypted)
      throw faultOf('encryption_required', `${name} takes encrypted releases only`, { field: 'terms.cipher' });
  } else if (!ciphers.includes(cipher)) {
    throw faultOf('cipher_unsupported', `${part} cannot do ${cipher}`, { field: 'terms.cipher' });
  }
  return cipher;
}

/** What a selection leaves out of its source is completed. */
function selectionOf({ from, ...conditions }: SelectionRequest): Selection {
  const source = from && {
    campaign: from.campaign,
    states: statesOfSource(from),
    ...given({ faults: from.faults, previous: from.previous }),
  };
  return { ...given(conditions), ...(source && { from: source }) };
}
