import type { ReactNode } from 'react';

/** The sign of the product: two banks, one of which runs. */
export function Mark({ size }: { readonly size: number }): ReactNode {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <rect x="3" y="4" width="11" height="24" rx="2.5" fill="var(--mantine-primary-color-filled)" />
      <rect
        x="18"
        y="4"
        width="11"
        height="24"
        rx="2.5"
        fill="none"
        stroke="var(--mantine-primary-color-filled)"
        strokeWidth="2.4"
      />
    </svg>
  );
}
