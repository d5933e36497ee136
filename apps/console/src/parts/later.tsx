import { lazy, Suspense, useReducer, type ComponentType, type ReactNode } from 'react';

import { arrived } from './pieces/piece.js';
import { PieceBoundary } from './pieces/piece-boundary.js';

/** What is shown in the place of a component that is not there. */
interface Places<Props> {
  /** As long as it is loaded; nothing by default. */
  readonly meanwhile?: (props: Props) => ReactNode;
  /** Where it did not arrive; by default, that it did not. */
  readonly instead?: (props: Props) => ReactNode;
}

/** A component that is loaded when it is first shown, such as a dialog that most people never open. */
export function later<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  { meanwhile, instead }: Places<Props> = {},
): (props: Props) => ReactNode {
  const begun = () => lazy(async () => ({ default: await arrived(load) }));
  let Loaded = begun();
  return function Later(props) {
    const [, drawAnew] = useReducer((count: number) => count + 1, 0);
    const retry = (): void => {
      Loaded = begun();
      drawAnew();
    };
    return (
      <PieceBoundary instead={instead?.(props)} onRetry={retry}>
        <Suspense fallback={meanwhile?.(props) ?? null}>
          <Loaded {...(props as Props & object)} />
        </Suspense>
      </PieceBoundary>
    );
  };
}
