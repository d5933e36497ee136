import { useRouterState } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';

import { titleOf } from './page-title.js';

/** The element that holds the page. */
export const PAGE_ID = 'page';

/** Moves the focus to the page, past the navigation. */
export const focusPage = (): void => document.getElementById(PAGE_ID)?.focus();

/**
 * Names the tab by the heading of the page, and moves the focus to the heading after each step to another page, so that whoever does not see
 * the page hears which one it is, and the next Tab leads into it. The first page of a visit leaves the focus to the browser, and a page that
 * has put it into a field keeps it there.
 */
export function usePage(): void {
  const pathname = useRouterState({ select: ({ resolvedLocation }) => resolvedLocation?.pathname });
  const isFirst = useRef(true);
  useEffect(() => {
    const page = document.getElementById(PAGE_ID);
    if (pathname === undefined || page === null) return;
    let isFocused = isFirst.current;
    const look = (): void => {
      const heading = page.querySelector('h1');
      if (heading === null) return;
      const title = titleOf(heading.textContent, pathname);
      if (document.title !== title) document.title = title;
      if (!isFocused) focusHeading(page, heading);
      isFocused = true;
      isFirst.current = false;
    };
    const observer = new MutationObserver(look);
    observer.observe(page, { childList: true, subtree: true, characterData: true });
    look();
    return () => observer.disconnect();
  }, [pathname]);
}

function focusHeading(page: HTMLElement, heading: HTMLElement): void {
  const { activeElement } = document;
  const isInPage = activeElement !== page && page.contains(activeElement);
  const dialog = activeElement?.closest('[role=dialog]') ?? null;
  if (isInPage || dialog !== null) return;
  heading.tabIndex = -1;
  heading.focus();
}
