import { randomBytes } from 'node:crypto';

import { answerOf } from '@twinbank/client';
import {
  campaignsOver,
  Fleet,
  NO_FAULTS,
  referenceFirmware,
  type CampaignStanding,
  type OperatorClient,
  type Provisioning,
  type Scratch,
} from '@twinbank/fleet';
import type { PartName } from '@twinbank/parts';
import type { TicketSkill } from '@twinbank/protocol';
import { until } from '@twinbank/testkit/until';

import { CONNECT_MAX_MS, OLD, QUICK_RETRY } from '../story.js';

const OVER_MAX_MS = 60_000;
/** For a few devices, on a machine that may be busy. */
const PATIENT = { withinMs: 60_000, everyMs: 100 };

/** Devices of one product as a factory made them, all in one fleet at a time. */
export interface Field {
  readonly product: string;
  readonly part: PartName;
  readonly made: Provisioning;
  /** Folder in which they are kept while they are without power. */
  readonly stateFolder: string;
  /** Skills that came after the version of their agents; by default none. */
  readonly agentLacks?: readonly TicketSkill[];
}

/** Switches the devices on: connected to this broker, or the one that their factory named. */
export async function switchOn(scratch: Scratch, field: Field, mqttUrl = field.made.mqttUrl): Promise<Fleet> {
  const { product, part, made, stateFolder, agentLacks } = field;
  const seed = randomBytes(4).toString('hex');
  const factory = referenceFirmware(part, OLD);
  const products = [{ name: product, part, allowUnencrypted: false, factory, ...(agentLacks && { agentLacks }) }];
  const settings = { mqttUrl, password: 'token', seed, flashTime: 'skip', rates: NO_FAULTS, stateFolder } as const;
  const fleet = await Fleet.build({ ...settings, trust: made.keys, products }, made.devices, 1);
  scratch.defer(() => fleet.kill());
  await fleet.connect(CONNECT_MAX_MS);
  return fleet;
}

/** Waits until the server has heard that so many connected devices of a product hold a key set. */
export const holding = (
  client: OperatorClient,
  product: string,
  { version, count }: { version: number; count: number },
) =>
  until(
    async () => {
      const query = { filter: `product==${product};keySet==${version}`, online: true, limit: 500 };
      return (await answerOf(client.rest.GET('/api/v1/devices', { params: { query } }))).items.length === count;
    },
    `${count} devices to hold key set ${version}`,
    PATIENT,
  );

/** What brings a release to the devices of fields of one product, live. */
const order = (release: string, ...fields: readonly Field[]) => ({
  ...{ name: `to ${release}`, product: fields[0]!.product, release, waves: [{ percent: 100 }], retry: QUICK_RETRY },
  selection: { deviceIds: fields.flatMap(({ made }) => made.devices.map(({ id }) => id)) },
  thresholds: { errorPercent: 100 },
});

/** Which devices a campaign with a release would leave out if it began now, and why; nothing is begun. */
export async function leftOut(client: OperatorClient, release: string, ...fields: readonly Field[]) {
  const body = order(release, ...fields);
  const { excluded } = await answerOf(client.rest.POST('/api/v1/campaigns/preview', { body }));
  return excluded.map(({ reason, devices, sample }) => ({ reason, devices, sample }));
}

/** Begins to bring a release to devices of fields of one product, live. */
export const bringing = (client: OperatorClient, fields: Field | readonly Field[], release: string): Promise<number> =>
  client.startCampaign(order(release, ...[fields].flat()));

/** Waits for the end of what was begun. */
export const brought = async (client: OperatorClient, id: number): Promise<CampaignStanding> =>
  (await campaignsOver(client, [id], OVER_MAX_MS))[0]!;

/** Brings a release to devices, live, and waits for the end. */
export const bring = async (
  client: OperatorClient,
  fields: Field | readonly Field[],
  release: string,
): Promise<CampaignStanding> => brought(client, await bringing(client, fields, release));

/** Waits until a campaign says of the only device of a field that this decides how it stands. */
export const explained = (client: OperatorClient, id: number, { made }: Field, code: string) =>
  until(
    async () => {
      const params = { path: { id, device: made.devices[0]!.id } };
      const call = client.rest.GET('/api/v1/campaigns/{id}/devices/{device}/explanation', { params });
      const explanation = await answerOf(call);
      return explanation.code === code && explanation;
    },
    `the campaign to say ${code} of its device`,
    PATIENT,
  );
