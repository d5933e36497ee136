/** A variable as an image's map file or debug information describes it. */
export interface RamVariable {
  readonly name: string;
  readonly address: number;
  readonly bytes: number;
  /** Equal for two variables exactly if their structure is equal: a type name, or a digest of the type. */
  readonly type: string;
  /** Value set by start-up code; zeros if left out. */
  readonly initial?: Uint8Array;
}

/** The variables of an image. */
export type RamLayout = readonly RamVariable[];

/** How much a new image's RAM differs from the running one's [AN4767 Table 2]. */
export type Severity = 0 | 1 | 2 | 3 | 4;

/** What run-once code has to do for one variable. All other RAM is left unchanged. */
export type RamChange =
  | { readonly kind: 'initialise'; readonly variable: RamVariable }
  | { readonly kind: 'move'; readonly variable: RamVariable; readonly from: RamVariable }
  | { readonly kind: 'convert'; readonly variable: RamVariable; readonly from: RamVariable };

/** The difference of two layouts. */
export interface RamDifference {
  readonly severity: Severity;
  readonly changes: readonly RamChange[];
  /** Variables of the running image that the new one does not have. */
  readonly removed: readonly RamVariable[];
}

/**
 * Compares the RAM of the running image with that of a new one, by variable name: removed variables (1) require nothing,
 * new ones (2) initialisation, moved ones (3) moving, restructured ones (4) conversion. The severity is the highest of
 * all. [AN4767 §6.2]
 *
 * @example
 * ```ts
 * import { compareRamLayouts } from '@twinbank/inspect';
 *
 * const speed = { name: 'speed', address: 0x20000000, bytes: 4, type: 'int' };
 * const moved = { ...speed, address: 0x20000010 };
 * const { severity, changes } = compareRamLayouts([speed], [moved]);
 * console.log(severity, changes[0]?.kind); // 3 move
 * ```
 */
export function compareRamLayouts(running: RamLayout, next: RamLayout): RamDifference {
  const before = new Map(running.map((variable) => [variable.name, variable]));
  const changes = next.flatMap((variable): RamChange[] => {
    const from = before.get(variable.name);
    if (!from) return [{ kind: 'initialise', variable }];
    if (from.type !== variable.type || from.bytes !== variable.bytes) return [{ kind: 'convert', variable, from }];
    return from.address === variable.address ? [] : [{ kind: 'move', variable, from }];
  });
  const names = new Set(next.map(({ name }) => name));
  const removed = running.filter(({ name }) => !names.has(name));
  return {
    severity: Math.max(removed.length > 0 ? 1 : 0, ...changes.map(({ kind }) => SEVERITY[kind])) as Severity,
    changes,
    removed,
  };
}

const SEVERITY = { initialise: 2, move: 3, convert: 4 } as const;
