/** A server needs so many for its own code and files before the first connection. */
const DESCRIPTORS_MIN = 1024;
/** Kept free of connections: files, the database, images that are read, processes that are started. */
const OWN = 256;
const DEVICES_MAX = 16_000;
const OPERATORS_MAX = 2048;
/** Of all descriptors, at most this part is for operators where there are few. */
const OPERATORS_PART = 1 / 8;

/** How many connections a process may hold, by whose they are. */
export interface Places {
  readonly devices: number;
  readonly operators: number;
}

/** The process's limit of file descriptors (Node raises it as far as the system allows); Infinity where the system states none. */
export function descriptorLimit(): number {
  const report: typeof process.report & { excludeNetwork?: boolean } = process.report;
  // Names of network interfaces would be looked up for nothing.
  report.excludeNetwork = true;
  const { userLimits } = report.getReport() as unknown as {
    userLimits?: { open_files?: { soft: number | 'unlimited' } };
  };
  const soft = userLimits?.open_files?.soft;
  return typeof soft === 'number' ? soft : Infinity;
}

/** Shares descriptors out, so that devices that fill their places leave the operators' free, and the other way round. */
export function placesFor(limit: number): Places {
  const operators = Math.min(OPERATORS_MAX, Math.floor(limit * OPERATORS_PART));
  return { operators, devices: Math.min(DEVICES_MAX, limit - OWN - operators) };
}

/** What to tell whoever starts a server with too few descriptors; undefined where they are enough. */
export function descriptorShortage(limit: number): string | undefined {
  if (limit >= DESCRIPTORS_MIN) return undefined;
  return `This process may open ${limit} files and connections; a server needs ${DESCRIPTORS_MIN} at least, and one for each device. Raise the limit (ulimit -n, LimitNOFILE=).`;
}
