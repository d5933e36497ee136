/** Under which everything but the documentation is found; the probes are found there and at the root. */
export const API_PREFIX = 'api/v1';
