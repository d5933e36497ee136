/** A server needs this many for its own code and files before the first connection. */
const DESCRIPTORS_MIN = 1024;
/** Kept free of connections: for files, the database, images that are read, processes that are started. */
const OWN = 256;
const DEVICES_MAX = 16_000;
const OPERATORS_MAX = 2048;
/** Largest part of all descriptors reserved for operators when there are few. */
const OPERATORS_PART = 1 / 8;

/** How many connections of each kind a process may hold. */
export interface Places {
  readonly devices: number;
  readonly operators: number;
}

/**
 * The process's limit of file descriptors (Node raises it as far as the system allows); Infinity if the system
 * states none.
 */
export function descriptorLimit(): number {
  const report: typeof process.report & { excludeNetwork?: boolean } = process.report;
  // Looking up the names of network interfaces is not needed here.
  report.excludeNetwork = true;
  const { userLimits } = report.getReport() as unknown as {
    userLimits?: { open_files?: { soft: number | 'unlimited' } };
  };
  const soft = userLimits?.open_files?.soft;
  return typeof soft === 'number' ? soft : Infinity;
}

/**
 * Divides the descriptors, so that devices that use all of their places leave those of operators free, and the
 * other way round.
 */
export function placesFor(limit: number): Places {
  const operators = Math.min(OPERATORS_MAX, Math.floor(limit * OPERATORS_PART));
  return { operators, devices: Math.min(DEVICES_MAX, limit - OWN - operators) };
}

/** The warning for an operator whose server has too few descriptors; undefined if there are enough. */
export function descriptorShortage(limit: number): string | undefined {
  if (limit >= DESCRIPTORS_MIN) return undefined;
  return `This process may open ${limit} files and connections; a server needs ${DESCRIPTORS_MIN} at least, and one for each device. Raise the limit (ulimit -n, LimitNOFILE=).`;
}
