import type { Fault } from '@twinbank/primitives';
import { faultOf } from '@twinbank/protocol';

type MapFaultCode = 'map_invalid' | 'map_too_large' | 'map_mismatch';

/**
 * What is wrong with a linker map.
 *
 * @param line the line that says it, from 1; in the facts, too
 */
export const mapFault = (code: MapFaultCode, line: number, why: string): Fault =>
  faultOf(code, `line ${line}: ${why}`, { line });
