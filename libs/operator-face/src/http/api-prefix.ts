/** The prefix of all paths except the documentation. The probes are found with this prefix and also at the root. */
export const API_PREFIX = 'api/v1';
