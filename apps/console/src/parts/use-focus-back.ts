import { useEffect } from 'react';

/** Gives the focus back to what had it before a dialog came, as soon as the dialog goes: a dialog that is only there while it is open does not do that by itself. */
export function useFocusBack(): void {
  useEffect(() => {
    const before = document.activeElement;
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    };
  }, []);
}
