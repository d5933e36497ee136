import { isolated } from '../parts/texts/foreign-text.js';

/** Where a page belongs, by the first part of its address. */
const AREAS: Readonly<Record<string, string>> = {
  fleet: 'Fleet',
  devices: 'Fleet',
  products: 'Products',
  components: 'Products',
  campaigns: 'Campaigns',
  profile: 'Profile',
  users: 'Users',
  tokens: 'Tokens',
  projects: 'Projects',
  groups: 'Groups',
  keys: 'Keys',
  webhooks: 'Webhooks',
  audit: 'Audit log',
  server: 'Server',
};

/** The title of a tab: what the page shows, what that belongs to, and of which program it is; each of them once. */
export function titleOf(heading: string, pathname: string): string {
  const [area = '', item, sub] = pathname.split('/').filter(Boolean).map(readable);
  // A page below that of a thing says of which one: its heading does not always.
  const owner = sub !== undefined && (area === 'campaigns' ? `Campaign ${item}` : item);
  const parts = [isolated(heading.trim()), isolated(owner || ''), AREAS[area] ?? ''].filter((part) => part !== '');
  return [...new Set([...parts, 'Twinbank'])].join(' · ');
}

function readable(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
