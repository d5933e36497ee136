import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { NEW } from '../story.js';
import type { Exhibit } from './exhibit.js';
import { COMPARED, FAR, NEXT } from './furnishing.js';
import { VALVES } from './valves.js';

const CONSOLE = fileURLToPath(new URL('../../../../apps/console/src', import.meta.url));

const COMPARISON = `/products/${COMPARED.product}/compare?from=${COMPARED.from}&to=${COMPARED.to}`;

/** A page of the console that has something to show. */
export interface Place {
  /** Short and fit for a file name. */
  readonly name: string;
  /** The address as the router has it. */
  readonly route: string;
  readonly address: string;
  /** A text of the page that is there only once it shows what it was asked for. */
  readonly shows: string | RegExp;
  /** The heading that a picture begins with, where that is not the first one. */
  readonly from?: string;
}

const place = (name: string, route: string, shows: string | RegExp, address = route): Place => ({
  name,
  route,
  address,
  shows,
});

/** Pages of products and releases. */
function productPlaces(): readonly Place[] {
  return [
    place('products', '/products', 'STM32G484'),
    place('product', '/products/$product', NEW, '/products/drive'),
    {
      ...place('product-keys', '/products/$product', 'Set 1, the newest', `/products/${COMPARED.product}`),
      from: 'Who signs its releases',
    },
    place('upload', '/products/$product/upload', 'Drop', '/products/drive/upload'),
    place('release', '/products/$product/releases/$version', 'no_descriptor', `/products/lamp/releases/${NEW}`),
    {
      ...place(
        'release-sbom',
        '/products/$product/releases/$version',
        'mbedtls',
        `/products/drive/releases/${NEXT.version}`,
      ),
      from: 'What it is made of',
    },
    place('product-revoked', '/products/$product', 'key revoked', `/products/${VALVES.product}`),
    place(
      'release-revoked',
      '/products/$product/releases/$version',
      'it is handed out no more',
      `/products/${VALVES.product}/releases/${VALVES.revoked}`,
    ),
    {
      ...place(
        'release-signed',
        '/products/$product/releases/$version',
        'devices get this signature',
        `/products/${VALVES.product}/releases/${VALVES.signed}`,
      ),
      from: 'Signature',
    },
    place('components', '/components', `drive ${NEXT.version}`, '/components?component=mbedtls'),
    place('compare', '/products/$product/compare', 'As C, to paste', COMPARISON),
    place(
      'paths',
      '/products/$product/releases/$version/paths',
      'hardware_mismatch',
      `/products/drive/releases/${FAR.version}/paths`,
    ),
  ];
}

/** Pages of an exhibit: every address that the router has, some of them twice. */
export function placesOf({ campaigns, devices, group, webhook }: Exhibit): readonly Place[] {
  const campaign = '/campaigns/$campaign';
  return [
    place('fleet', '/fleet', 'online'),
    place('device-downloading', '/devices/$device', 'FB_MODE', `/devices/${devices.downloading}`),
    place('device', '/devices/$device', 'FB_MODE', `/devices/${devices.updated}`),
    place('device-disposed', '/devices/$device', 'It is disposed of', `/devices/${devices.disposed}`),
    place('device-disposing', '/devices/$device', 'Its disposal is ordered', `/devices/${devices.disposing}`),
    place('campaigns', '/campaigns', 'running'),
    // How full its budget is comes last: with it, everything is there.
    place('campaign-running', campaign, /\d % · \d+ devices? /, `/campaigns/${campaigns.running}`),
    place('campaign-paused', campaign, 'Decisions', `/campaigns/${campaigns.paused}`),
    place('campaign-finished', campaign, 'Decisions', `/campaigns/${campaigns.finished}`),
    ...(campaigns.stopped === undefined
      ? []
      : [place('campaign-stopped', campaign, 'Decisions', `/campaigns/${campaigns.stopped}`)]),
    place('draft', campaign, 'Somebody who did not write it', `/campaigns/${campaigns.draft}`),
    // Each has rows in the table of what is other than it was approved.
    place('draft-changed', campaign, 'Changed by', `/campaigns/${campaigns.changed}`),
    place(
      'draft-lapsed',
      campaign,
      /group bench was changed by \S+: it selects others now/,
      `/campaigns/${campaigns.lapsed}`,
    ),
    place('campaign-devices', '/campaigns/$campaign/jobs', 'downloading', `/campaigns/${campaigns.running}/jobs`),
    place(
      'explanation',
      '/campaigns/$campaign/devices/$device',
      devices.downloading,
      `/campaigns/${campaigns.running}/devices/${devices.downloading}`,
    ),
    place('composer', '/campaigns/new', 'Wave 1', `/campaigns/new?product=drive&version=1.2.0`),
    place('draft-edit', '/campaigns/$campaign/edit', 'Wave 1', `/campaigns/${campaigns.draft}/edit`),
    ...productPlaces(),
    place('profile', '/profile', 'Sessions'),
    place('users', '/users', 'Grace Hopper'),
    place('user', '/users/$user', 'nightly', '/users/build-server'),
    place('tokens', '/tokens', 'nightly'),
    place('projects', '/projects', 'lighting'),
    place('project', '/projects/$project', 'Quotas', '/projects/default'),
    place('groups', '/groups', 'hamburg'),
    place('group', '/groups/$group', 'attr.site==hamburg', `/groups/${group}`),
    place('keys', '/keys', /\d hold it/),
    place('webhooks', '/webhooks', 'workshop tickets'),
    place('webhook', '/webhooks/$webhook', 'workshop tickets', `/webhooks/${webhook}`),
    place('audit', '/audit', 'campaign_approved'),
    place('audit-entry', '/audit/$sequence', 'admin', '/audit/1'),
    place('audit-proof', '/audit/proof', 'key'),
    place('server', '/server', 'Database'),
  ];
}

/** Every address that the router of the console has, read from where it is written, so that a new page cannot be forgotten. */
export function routesOfConsole(): readonly string[] {
  const files = readdirSync(CONSOLE, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /(?:^|[/\\])(?:routes\.ts|router\.tsx)$/.test(file),
  );
  const routes = files.flatMap((file) =>
    [...readFileSync(join(CONSOLE, file), 'utf8').matchAll(/\bpath: '([^']+)'/g)].map(([, route]) => route!),
  );
  // The first address leads to the fleet.
  return routes.filter((route) => route !== '/').sort();
}
