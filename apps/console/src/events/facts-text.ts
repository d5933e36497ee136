import { cutText } from '../parts/texts/foreign-text.js';

/** Longest text that is shown of the facts of an event, in characters. */
const LENGTH_MAX = 300;

/** A fact of an event: its name, and its value as a text. */
export interface Fact {
  readonly name: string;
  readonly value: string;
}

/** The facts of an event, nested ones as JSON, as many as there is room for. The reason, which is a sentence, stands elsewhere. */
export function factsOf(data: object): Fact[] {
  const facts: Fact[] = [];
  let room = LENGTH_MAX;
  for (const [name, value] of Object.entries(data)) {
    if (name === 'reason') continue;
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    if (room <= 0) return [...facts, { name, value: '…' }];
    facts.push({ name, value: cutText(text, room) });
    room -= text.length;
  }
  return facts;
}
