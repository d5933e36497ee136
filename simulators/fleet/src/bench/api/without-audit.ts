/** Loaded into a measured server (`node --import`): its commands leave no entry in the audit log. */
import { register } from 'node:module';

register(new URL('without-audit-hooks.js', import.meta.url));
