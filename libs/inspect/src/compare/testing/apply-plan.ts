import type { RunOncePlan } from '../run-once-plan.js';

/** Makes the new bytes of a variable of the old ones. */
export type Converter = (name: string, before: Uint8Array, bytes: number) => Uint8Array;

/** Does in a copy of RAM what a plan says, one step after the other, as a core would. Index 0 of `ram` is address 0. */
export function applyPlan(ram: Uint8Array, { steps }: RunOncePlan, convert: Converter): Uint8Array {
  const after = ram.slice();
  const saved = new Map<number, Uint8Array>();
  for (const step of steps) {
    switch (step.do) {
      case 'save':
        saved.set(step.save, after.slice(step.from, step.from + step.bytes));
        break;
      case 'move':
        after.copyWithin(step.to, step.from, step.from + step.bytes);
        break;
      case 'restore':
        after.set(saved.get(step.save)!, step.to);
        break;
      case 'convert':
        after.set(convert(step.name, saved.get(step.save)!, step.bytes), step.to);
        break;
      case 'initialise':
        after.set(step.value === 'zero' ? new Uint8Array(step.bytes) : step.value, step.to);
        break;
      case 'repoint':
        break;
    }
  }
  return after;
}
