/** A wave as a request has it. */
export interface WaveForm {
  readonly percent?: number | undefined;
  readonly count?: number | undefined;
  readonly filter?: string | undefined;
  readonly gate?: 'manual' | undefined;
}

/** Waves that people often want. */
export interface Preset {
  readonly name: string;
  readonly waves: readonly WaveForm[];
}

/** A few devices first, then ever larger shares: what goes wrong is seen while few have it. */
export const PRESETS: readonly Preset[] = [
  {
    name: 'Canary of 5, then 5 → 25 → 50 → 100 %',
    waves: [{ count: 5 }, { percent: 5 }, { percent: 25 }, { percent: 50 }, { percent: 100 }],
  },
  { name: '5 → 25 → 100 %', waves: [{ percent: 5 }, { percent: 25 }, { percent: 100 }] },
  {
    name: 'Tagged canaries, then a person opens',
    waves: [{ filter: 'tags==canary' }, { percent: 100, gate: 'manual' }],
  },
  { name: 'All at once', waves: [{ percent: 100 }] },
];

/** What decides who is in a wave. */
export type WaveKind = 'percent' | 'count' | 'filter';

/** By what a wave is made; a new one by percent. */
export const kindOf = ({ count, filter }: WaveForm): WaveKind =>
  filter === undefined ? (count === undefined ? 'percent' : 'count') : 'filter';

/** The preset that these waves are; undefined if they are none. */
export const presetOf = (waves: readonly WaveForm[]): string | undefined =>
  PRESETS.find((preset) => JSON.stringify(preset.waves) === JSON.stringify(waves))?.name;
