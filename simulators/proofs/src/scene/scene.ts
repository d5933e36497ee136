import { factoryInstall, reservedBytes, type AgentConfig, type KnownManifest } from '@twinbank/agent';
import { codeSection, type Release } from '@twinbank/image';
import { Mcu, PageStore, type McuState } from '@twinbank/mcu';
import { PART_SPECS, PARTS, type PartSpec } from '@twinbank/parts';
import { seededRng } from '@twinbank/primitives';

import { dataBytesOf, placeData, type ApplicationData } from './application-data.js';
import { DeviceRun } from './device-run.js';
import { KeyPages } from './disposal/key-pages.js';
import { sceneDisposal } from './disposal/scene-disposal.js';
import { hostileTickets } from './hostile-tickets.js';
import { sceneKeySets } from './key-sets.js';
import {
  CHOICE_UNTIL_MS,
  DEVICE_ID,
  DEVICE_ROOT,
  OrderBook,
  POSTPONABLE_UNTIL_MS,
  type OrderTerms,
  type SceneKeys,
} from './orders.js';
import { HARDWARE, hasRoomForIsrCopies, PRODUCT, sampleRelease } from './sample-image.js';
import type { Scene, SceneUpdate, SignedImage } from './scene-facts.js';
import { scenePlan } from './program/scene-plan.js';
import { isrOffsets, sceneSections } from './program/scene-sections.js';
import { companionSections, installChips, sceneChips } from './program/scene-companions.js';
import { carriesSections, isKeptFirst, type SceneSpec } from './scene-spec.js';
import { trappedTasks } from './scene-tasks.js';

/** Number of tickets that are prepared for one release: after a job that fails the release is ordered again. */
const ORDERS = 12;

/** Makes a scene. */
export async function sceneOf(spec: SceneSpec, keys: SceneKeys): Promise<Scene> {
  const { part, from, size, story } = spec;
  const bytes = IMAGE_BYTES[size][PARTS[part].family];
  const isrCopies = hasRoomForIsrCopies(part, bytes);
  const releases = releasesOf(spec, bytes, isrCopies);
  const signed = releases.map(signedImage);
  const newMcu = makerOf(spec, Math.max(...releases.map(({ manifest }) => codeSection(manifest).length)));
  const mcu = newMcu();
  factoryInstall(mcu, releases[0]!);
  installChips(mcu);
  const data = placeData(mcu, spec.data);
  const disposal =
    story === 'disposal' ? await disposalIn(keys, spec, { mcu, data, release: releases[2]! }) : undefined;
  const keySets = story === 'key-sets' ? await sceneKeySets() : undefined;
  const signers = { ...keys, ...keySets?.signers };
  const updateTo = async (to: 1 | 2, terms: Pick<SceneSpec, 'policy'>, count: number): Promise<SceneUpdate> => {
    const orders = await OrderBook.of(signers, releases[to]!, {
      ...spec,
      ...terms,
      firstJob: 1 + (to - 1) * ORDERS,
      count,
      postponableUntilMs: story === 'postponed' ? POSTPONABLE_UNTIL_MS : undefined,
    });
    return { before: signed[to - 1]!, ordered: signed[to]!, orders };
  };
  const tooManyBytes = mcu.flash.bankBytes - reservedBytes(mcu, data.reserved) + 64;
  const hostile =
    story === 'hostile'
      ? await hostileTickets(keys, spec, { bytes, tooManyBytes, isrCopies, orders: ORDERS })
      : undefined;
  const config = { ...configOf(spec, keys, data, mcu.spec), ...(keySets && { rootKeys: keySets.rootKeys }) };
  const isr = { isrCopies, isrAt: isrOffsets(signed[0]!.code, part) };
  const shared = { spec, signed, data, newMcu, hostile, keySets, disposal, ...isr, config };
  if (from === 1) {
    const first = await updateTo(1, spec, ORDERS);
    const updates = [
      ...(isKeptFirst(story) ? await keptFirst(keys, spec, { first, release: releases[1]! }) : [first]),
      ...(story === 'in-a-row' ? [await updateTo(2, spec, ORDERS)] : []),
    ];
    return { ...shared, updates, start: off(mcu), counted: 0 };
  }
  const toBank2 = await updateTo(1, { policy: 'keep-previous' }, 1);
  // The update that comes before a swap back is an ordinary one.
  const sound = {
    ...spec,
    trial: 'passes',
    defect: undefined,
    ...(story === 'goes-back' && { story: undefined }),
  } as const;
  const run = new DeviceRun(
    {
      ...shared,
      spec: sound,
      config: configOf(sound, keys, data, mcu.spec),
      updates: [toBank2],
      start: off(mcu),
      counted: 0,
    },
    mcu,
  );
  run.powerOn();
  run.toStandstill();
  const update =
    story === 'goes-back' ? await goingBack(keys, spec, { signed, releases }) : await updateTo(2, spec, ORDERS);
  return { ...shared, updates: [update], start: off(mcu), counted: run.acknowledged };
}

/** The firmware keeps its keys on a page before the application's data. */
function disposalIn(
  keys: SceneKeys,
  spec: SceneSpec,
  { mcu, data, release }: { readonly mcu: Mcu; readonly data: ApplicationData; readonly release: Release },
): ReturnType<typeof sceneDisposal> {
  const pages = new KeyPages(data.offset - mcu.flash.spec.pageBytes);
  pages.place(mcu);
  return sceneDisposal(keys, spec, { pages, release });
}

/** The images of a scene, one newer than the other. */
function releasesOf({ part, story }: SceneSpec, bytes: number, isrCopies: boolean): readonly Release[] {
  const made: Release[] = [];
  for (const [i, version] of ['1.0.0', '1.1.0', '1.2.0'].entries()) {
    const before = made.at(-1);
    made.push(
      sampleRelease({
        ...{ part, version, counter: story === 'goes-back' ? 1 : i + 1, bytes, isrCopies },
        ramLayout: story === 'relaid' && i > 0 ? 2 : 1,
        ...(carriesSections(story) && {
          described: story !== 'bare',
          sections: [
            ...sceneSections(part, i, isrCopies, story === 'bare'),
            ...(story === 'companions' ? companionSections(i) : []),
          ],
        }),
        ...(story === 'plan' && { ramLayout: i + 1, runsOnce: false }),
        ...(story === 'plan' && before && { sections: [scenePlan(i, signedImage(before).code)] }),
      }),
    );
  }
  return made;
}

/** From the second image back to the first, which the other bank kept. */
async function goingBack(
  keys: SceneKeys,
  spec: SceneSpec,
  { signed, releases }: { readonly signed: readonly SignedImage[]; readonly releases: readonly Release[] },
): Promise<SceneUpdate> {
  const orders = await OrderBook.of(keys, releases[0]!, {
    ...spec,
    kind: 'revert',
    firstJob: 1 + ORDERS,
    count: ORDERS,
  });
  return { before: signed[1]!, ordered: signed[0]!, orders, swapOnly: true };
}

/**
 * First the image is only kept: by a ticket for the download only, or by one that lets the application choose before it
 * wants to. Then comes the swap: by a ticket that allows no block, by an ordinary one where a mirror follows, or by one that lets
 * the application choose for long enough.
 */
async function keptFirst(
  keys: SceneKeys,
  spec: SceneSpec,
  { first, release }: { readonly first: SceneUpdate; readonly release: Release },
): Promise<readonly SceneUpdate[]> {
  const terms = { ...spec, count: ORDERS };
  const choice = (postponableUntilMs: number) => ({ kind: 'device-choice', postponableUntilMs }) as const;
  const back = spec.policy === 'keep-previous' ? ({ kind: 'revert' } as const) : {};
  const [keep, swap]: readonly Pick<OrderTerms, 'kind' | 'postponableUntilMs'>[] =
    spec.story === 'chosen'
      ? [choice(POSTPONABLE_UNTIL_MS), choice(CHOICE_UNTIL_MS)]
      : [{ kind: 'download-only' }, back];
  const kept = await OrderBook.of(keys, release, { ...terms, ...keep, firstJob: 1 });
  const swapped = await OrderBook.of(keys, release, { ...terms, ...swap, firstJob: 1 + ORDERS });
  return [
    { ...first, orders: kept, downloadOnly: true },
    { ...first, orders: swapped, swapOnly: true },
  ];
}

function off(mcu: Mcu): McuState {
  mcu.powerOff();
  return mcu.saveState();
}

const signedImage = ({ manifest, stream }: Release): SignedImage => {
  const { offset, length } = codeSection(manifest);
  return { version: manifest.version, counter: manifest.counter, code: stream.slice(offset, offset + length) };
};

/**
 * Length of an image in bytes. Usual: whole blocks, a page in the middle, and an end that fills neither a block nor a
 * page. Small: the smallest image with two pages and two blocks. Full: as large as real firmware.
 */
const IMAGE_BYTES = {
  usual: { L0: 2240, L4: 4352, G4: 4352 },
  small: { L0: 1088, L4: 1088, G4: 1088 },
  full: { L0: 60_032, L4: 150_080, G4: 150_080 },
} as const;
/** Bytes of a flash page on small L4 and G4 banks. */
const SMALL_PAGE_BYTES = 1024;
/** Bytes of each half of a reduced data EEPROM: two journal pages, so small that they sometimes fill up. */
const EEPROM_HALF_BYTES = 1536;
/** The same where the journal holds the keys, too. */
const EEPROM_HALF_WITH_KEYS_BYTES = 2048;
const BANK_GRAIN = 2048;

/**
 * Makes devices with banks just large enough for the image, the application's data and the journal; or with full banks.
 */
function makerOf({ part, size, data, story }: SceneSpec, imageBytes: number): () => Mcu {
  const pageStore = new PageStore();
  const real = story === 'deaf-rom' ? withDeafRom(PART_SPECS[part]) : PART_SPECS[part];
  const companions = sceneChips(story);
  if (size === 'full') return () => new Mcu({ part, spec: real, pageStore, timing: 'none', companions });
  const spec = shrunken(real, size, story);
  const keyBytes = story === 'disposal' ? spec.flash.pageBytes : 0;
  const reserved =
    keyBytes + reservedBytes(new Mcu({ part, spec, pageStore }), dataBytesOf(data, spec.flash.pageBytes));
  const bankBytes = Math.ceil((imageBytes + reserved) / BANK_GRAIN) * BANK_GRAIN;
  return () => {
    const mcu = new Mcu({ part, spec, pageStore, bankBytes, timing: 'none', companions });
    if (story === 'worn') mcu.flash.wearOut(WORN_UNIT);
    if (story === 'tired')
      for (const bank of [1, 2] as const) mcu.flash.wearOut({ bank, offset: TIRED_OFFSET }, 'one-bit');
    return mcu;
  };
}

/**
 * In the reset vector of the first unit: if ECC does not notice the damage, the stack pointer still reads correctly.
 */
const WORN_UNIT = { bank: 2, offset: 5 } as const;

/** In the first page of every part. */
const TIRED_OFFSET = 96;

const withDeafRom = (spec: PartSpec): PartSpec => ({
  ...spec,
  bootRoms: spec.bootRoms.map((rom) => ({ ...rom, claimsOnly: true })),
});

function shrunken(spec: PartSpec, size: SceneSpec['size'], story: SceneSpec['story']): PartSpec {
  const pageBytes = size === 'small' ? Math.min(SMALL_PAGE_BYTES, spec.flash.pageBytes) : spec.flash.pageBytes;
  return {
    ...spec,
    flash: { ...spec.flash, pageBytes },
    ...(spec.eeprom && {
      eeprom: { ...spec.eeprom, halfBytes: story === 'key-sets' ? EEPROM_HALF_WITH_KEYS_BYTES : EEPROM_HALF_BYTES },
    }),
  };
}

/** Period of the watchdog, in scenes that have one. */
const WATCHDOG_MS = 200;

function configOf({ story }: SceneSpec, keys: SceneKeys, data: ApplicationData, part: PartSpec): AgentConfig {
  return {
    ...{ deviceId: DEVICE_ID, product: PRODUCT, hardware: HARDWARE, deviceRoot: DEVICE_ROOT },
    ...{ manifestKeys: keys.manifestKeys, ticketKeys: keys.ticketKeys, rng: seededRng('agent') },
    allowUnencrypted: true,
    dataBytes: data.reserved + (story === 'disposal' ? part.flash.pageBytes : 0),
    // What it erases is a matter of the device that runs.
    ...(story === 'disposal' && { forgetRoot: () => false }),
    manifestCache: new Map<string, KnownManifest>(),
    tasks: trappedTasks(part),
    ...(story === 'hostile' && { watchdogMs: WATCHDOG_MS }),
    ...(story === 'bare' && { ownAgent: true }),
  };
}
