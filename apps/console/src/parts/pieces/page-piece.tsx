import type { RouteComponent } from '@tanstack/react-router';
import { use, useCallback, useReducer, type ComponentType, type ReactNode } from 'react';

import { MissingPage, oneReload } from './missing-page.js';
import { arrived } from './piece.js';

/** How long a page may take before it is said that it does not come, in milliseconds. It is shown if it comes later, all the same. */
const ARRIVAL_MAX_MS = 15_000;

/**
 * A page that is loaded when it is first opened. The router waits for it before it leaves the page before. One that does not arrive leaves the console
 * as it is, and says so in its own place: the router's own way is a reload, which without a server ends in an error of the browser.
 *
 * @param load imports the module of the page
 * @param name under which the module has the page
 */
export function pageOf<Name extends string>(
  load: () => Promise<Readonly<Record<Name, ComponentType>>>,
  name: Name,
): RouteComponent {
  let loaded: ComponentType | undefined;
  let isMissing = false;
  let coming: Promise<void> | undefined;
  /** Never fails: whether the page arrived is seen by `loaded`. */
  const preload = (): Promise<void> => (coming ??= bring().finally(() => (coming = undefined)));
  const bring = async (): Promise<void> => {
    const arriving = arrived(load).then(
      (module) => {
        loaded = module[name];
        oneReload.arrived(name);
      },
      () => undefined,
    );
    await Promise.race([arriving, new Promise((resolve) => setTimeout(resolve, ARRIVAL_MAX_MS))]);
    isMissing = loaded === undefined;
  };
  function Page(): ReactNode {
    const [, drawAnew] = useReducer((count: number) => count + 1, 0);
    const again = useCallback(async () => {
      await preload();
      if (loaded !== undefined) drawAnew();
      return loaded !== undefined;
    }, []);
    const Loaded = loaded;
    if (Loaded !== undefined) return <Loaded />;
    if (isMissing) return <MissingPage name={name} load={again} />;
    use(preload());
    return null;
  }
  Page.preload = preload;
  return Page;
}
