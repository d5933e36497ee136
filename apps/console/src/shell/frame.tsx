import {
  ActionIcon,
  AppShell,
  Box,
  Burger,
  Button,
  Group,
  NavLink,
  ScrollArea,
  Text,
  useComputedColorScheme,
  useMantineColorScheme,
} from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Link, useLocation } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';

import { Administration } from '../admin/navigation.js';
import { later } from '../parts/later.js';
import { LiveMark } from '../live/live-mark.js';
import { useSession, useSigning } from '../session/session.js';
import { Mark } from './mark.js';
import { ProblemBox } from './problem-box.js';
import { zoneText } from './moment-text.js';
import { AllowedPage } from '../session/allowed-page.js';
import { focusPage, PAGE_ID, usePage } from './use-page.js';
import { Foreign } from '../parts/texts/foreign.js';
import { isolated } from '../parts/texts/foreign-text.js';

const ProjectSwitcher = later(async () => (await import('./project-switcher.js')).ProjectSwitcher);

const PAGES = [
  { to: '/fleet', label: 'Fleet', also: '/devices' },
  { to: '/products', label: 'Products', also: '/products' },
  { to: '/campaigns', label: 'Campaigns', also: '/campaigns' },
];

/** What stands around every page: where one is, who one is, and the ways elsewhere. */
export function Frame(): ReactNode {
  const [isOpen, { toggle, close }] = useDisclosure();
  const { pathname } = useLocation();
  usePage();
  return (
    <AppShell
      header={{ height: 56 }}
      navbar={{ width: 200, breakpoint: 'sm', collapsed: { mobile: !isOpen } }}
      padding="md"
    >
      <a
        className="skip-link"
        href={`#${PAGE_ID}`}
        onClick={(event) => {
          event.preventDefault();
          focusPage();
        }}
      >
        Skip to the page
      </a>
      <AppShell.Header>
        <Group h="100%" px="md" justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap">
            <Burger opened={isOpen} onClick={toggle} hiddenFrom="sm" size="sm" aria-label="Navigation" />
            <Mark size={26} />
            <Text fw={600} visibleFrom="xs">
              Twinbank
            </Text>
            <Box visibleFrom="sm">
              <ProjectSwitcher />
            </Box>
          </Group>
          <Person />
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="xs">
        <AppShell.Section hiddenFrom="sm" pb="xs">
          <ProjectSwitcher />
        </AppShell.Section>
        <AppShell.Section grow component={ScrollArea}>
          {PAGES.map(({ to, label, also }) => (
            <NavLink
              key={to}
              component={Link}
              to={to}
              label={label}
              active={pathname.startsWith(to) || pathname.startsWith(also)}
              onClick={close}
            />
          ))}
          <NavLink href="/docs" label="REST interface" />
          <Administration onFollow={close} />
        </AppShell.Section>
        <AppShell.Section px="sm" py="xs">
          <Text size="xs" c="dimmed">
            Times in {zoneText(new Date())}
          </Text>
        </AppShell.Section>
      </AppShell.Navbar>
      <AppShell.Main id={PAGE_ID} tabIndex={-1}>
        {/* Where the navigation is folded, the zone stands at the top of the page: below a long list nobody would see it. */}
        <Text size="xs" c="dimmed" ta="right" mt={-8} mb={4} hiddenFrom="sm" data-zone>
          Times in {zoneText(new Date())}
        </Text>
        <AllowedPage />
      </AppShell.Main>
    </AppShell>
  );
}

/** Who is signed in, the way out, and light or dark. */
function Person(): ReactNode {
  const { data: session } = useSession();
  const { signOut } = useSigning();
  const [error, setError] = useState<Error>();
  return (
    <Group gap="xs" wrap="nowrap">
      <LiveMark />
      <SchemeButton />
      <Link className="plain-link" to="/profile" aria-label={`Profile of ${isolated(session?.name ?? 'this person')}`}>
        <Text size="sm" truncate maw={{ base: 90, xs: 180 }}>
          <Foreign text={session?.name ?? ''} />
        </Text>
      </Link>
      <Button size="compact-sm" variant="default" onClick={() => void signOut().catch(setError)}>
        Sign out
      </Button>
      {error && <ProblemBox error={error} />}
    </Group>
  );
}

function SchemeButton(): ReactNode {
  const { setColorScheme } = useMantineColorScheme();
  const scheme = useComputedColorScheme('light');
  const other = scheme === 'light' ? 'dark' : 'light';
  return (
    <ActionIcon variant="subtle" color="gray" onClick={() => setColorScheme(other)} aria-label={`Use ${other} colours`}>
      <svg width="18" height="18" viewBox="0 0 18 18" aria-hidden="true">
        <circle cx="9" cy="9" r="7" fill="none" stroke="currentColor" strokeWidth="1.6" />
        <path d="M9 2a7 7 0 0 1 0 14z" fill="currentColor" />
      </svg>
    </ActionIcon>
  );
}
