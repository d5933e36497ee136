import { lazy, Suspense, type ComponentType, type ReactNode } from 'react';

/** A component that is loaded when it is first shown, such as a dialog that most people never open. Nothing is shown until then. */
export function later<Props extends object>(load: () => Promise<ComponentType<Props>>): (props: Props) => ReactNode {
  const Loaded = lazy(async () => ({ default: await load() }));
  return function Later(props) {
    return (
      <Suspense fallback={null}>
        <Loaded {...(props as Props & object)} />
      </Suspense>
    );
  };
}
