import { Code, Group, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';

import type { components } from '@twinbank/client';

import { wayOn, type WayOn } from './ways-on.js';

interface AimProps {
  readonly product: string;
  readonly release: string;
}

interface LeftOutListProps extends AimProps {
  readonly excluded: readonly components['schemas']['ExclusionAnswer'][];
}

/** The devices that are left out by reason: what it means, what can be done about it, and some of them. */
export const LeftOutList = ({ excluded, ...aim }: LeftOutListProps): ReactNode => (
  <Stack gap="sm">
    {excluded.map(({ reason, meaning, devices, sample }) => (
      <div key={reason}>
        <Text size="sm">
          <b>{devices.toLocaleString('en')}</b> <Code>{reason}</Code> {meaning}
        </Text>
        <Advice way={wayOn(reason)} {...aim} />
        <Group gap="xs">
          {sample.map((device) => (
            <Link key={device} className="text-link mono" to="/devices/$device" params={{ device }}>
              {device}
            </Link>
          ))}
        </Group>
      </div>
    ))}
  </Stack>
);

/** What can be done, and the page that says more of it. */
export function Advice({
  way,
  product,
  release,
  from,
}: AimProps & { readonly way: WayOn | undefined; readonly from?: string | undefined }): ReactNode {
  if (way === undefined) return null;
  return (
    <Text size="sm" c="dimmed">
      {way.advice}{' '}
      {way.more === 'paths' && (
        <Link
          className="text-link"
          to="/products/$product/releases/$version/paths"
          params={{ product, version: release }}
        >
          Paths to {release}
        </Link>
      )}
      {way.more === 'compare' && (
        <Link className="text-link" to="/products/$product/compare" params={{ product }} search={{ from, to: release }}>
          Compare {from === undefined ? `with ${release}` : `${from} → ${release}`}
        </Link>
      )}
    </Text>
  );
}
