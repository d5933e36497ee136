import { faultOf } from '@twinbank/protocol';

/** Where the framework that documents answers keeps the names of their members. */
const MEMBERS = 'swagger/apiModelPropertiesArray';

/** The class of an answer. */
export type Answer<Shown extends object> = new () => Shown;

/** The members of an answer, as its class documents them. */
export function membersOf(type: Answer<object>): readonly string[] {
  const members = (Reflect.getMetadata(MEMBERS, type.prototype as object) ?? []) as readonly string[];
  return members.map((name) => name.slice(1));
}

/**
 * Shows of each item only the fields that are named, parted by commas; all of them if none are.
 *
 * @throws Fault `request_invalid` with the fields that there are
 */
export function chosenFields<Shown extends object>(
  text: string | undefined,
  type: Answer<Shown>,
): (item: Shown) => Shown {
  if (text === undefined) return (item) => item;
  const known = membersOf(type);
  const chosen = new Set(text.split(','));
  for (const name of chosen)
    if (!known.includes(name))
      throw faultOf('request_invalid', `${JSON.stringify(name.slice(0, 64))} is no field of what this list shows`, {
        field: 'fields',
        known: known.join(', '),
      });
  return (item) => Object.fromEntries(Object.entries(item).filter(([name]) => chosen.has(name))) as Shown;
}
