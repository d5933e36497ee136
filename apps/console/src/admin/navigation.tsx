import { NavLink, Text } from '@mantine/core';
import { Link, useLocation } from '@tanstack/react-router';
import type { ReactNode } from 'react';

import { useRights } from '../session/use-rights.js';
import { PLACES } from './places.js';

/** The pages of administration that one's roles open, below those of the work itself; nothing where they open none. */
export function Administration({ onFollow }: { readonly onFollow: () => void }): ReactNode {
  const rights = useRights();
  const { pathname } = useLocation();
  const places = PLACES.filter(({ action }) => rights.maySomewhere(action));
  if (places.length === 0) return null;
  return (
    <nav aria-labelledby="administration">
      <Text id="administration" size="xs" c="dimmed" px="sm" pt="md" pb={4}>
        Administration
      </Text>
      {places.map(({ to, label }) => (
        <NavLink key={to} component={Link} to={to} label={label} active={pathname.startsWith(to)} onClick={onFollow} />
      ))}
    </nav>
  );
}
