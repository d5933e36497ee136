import { rightsOf, type Rights } from './rights.js';
import { useSession } from './session.js';

/** What whoever is signed in may do. */
export const useRights = (): Rights => rightsOf(useSession().data?.grants ?? []);
