/**
 * A state machine as data: for each state, the states that may follow it. A state that nothing follows is terminal.
 */
export type TransitionTable<State extends string> = Readonly<Record<State, readonly State[]>>;

/** States that nothing follows. */
export function terminalStates<State extends string>(table: TransitionTable<State>): State[] {
  return statesOf(table).filter((state) => table[state].length === 0);
}

/** Whether the table lets `to` follow `from`. */
export const mayFollow = <State extends string>(table: TransitionTable<State>, from: State, to: State): boolean =>
  table[from].includes(to);

/**
 * Checks a table: every target is a state of the table, every state can be reached from `start`, and a terminal
 * state can be reached from every state, so that nothing can be stuck. Returns what is wrong, in words; empty for a
 * sound table.
 */
export function flawsOf<State extends string>(table: TransitionTable<State>, start: State): string[] {
  const states = statesOf(table);
  const unknown = states.flatMap((from) =>
    table[from].filter((to) => !states.includes(to)).map((to) => `${from} leads to ${to}, which is no state`),
  );
  if (unknown.length > 0) return unknown;
  const reachable = reachableFrom(table, start);
  const terminals = new Set(terminalStates(table));
  return [
    ...(terminals.size === 0 ? ['no state is terminal'] : []),
    ...states.filter((state) => !reachable.has(state)).map((state) => `${state} cannot be reached from ${start}`),
    ...states.filter((state) => !reachesAny(table, state, terminals)).map((state) => `${state} never ends`),
    ...states.filter((state) => table[state].includes(state)).map((state) => `${state} follows itself`),
  ];
}

/** The table as a Mermaid state diagram, for the documentation. */
export function mermaidOf<State extends string>(table: TransitionTable<State>, start: State): string {
  const lines = statesOf(table).flatMap((from) =>
    table[from].length === 0 ? [`  ${from} --> [*]`] : table[from].map((to) => `  ${from} --> ${to}`),
  );
  return ['stateDiagram-v2', `  [*] --> ${start}`, ...lines].join('\n');
}

const statesOf = <State extends string>(table: TransitionTable<State>): State[] => Object.keys(table) as State[];

function reachableFrom<State extends string>(table: TransitionTable<State>, start: State): Set<State> {
  const seen = new Set<State>([start]);
  for (const state of seen) for (const next of table[state]) seen.add(next);
  return seen;
}

function reachesAny<State extends string>(
  table: TransitionTable<State>,
  from: State,
  goals: ReadonlySet<State>,
): boolean {
  return [...reachableFrom(table, from)].some((state) => goals.has(state));
}
