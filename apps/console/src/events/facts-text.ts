/** Longest text that is shown of the facts of an event, in characters. */
const LENGTH_MAX = 300;

/** The facts of an event in a line: names and values, nested ones as JSON. The reason, which is a sentence, stands elsewhere. */
export function factsText(data: object): string {
  const parts = Object.entries(data)
    .filter(([name]) => name !== 'reason')
    .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`);
  const text = parts.join(' · ');
  return text.length > LENGTH_MAX ? `${text.slice(0, LENGTH_MAX)}…` : text;
}
