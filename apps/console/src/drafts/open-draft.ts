import type { DraftPlace, FieldOptions, KeptDrafts } from './kept-drafts.js';

/** What a form shows of its draft. */
export interface DraftState {
  /** When what the form began with was typed, in milliseconds since 1970; undefined where it begins as it always does, and once it was sent or given up. */
  readonly foundAtMs: number | undefined;
  /** How often its fields are to be read anew. */
  readonly generation: number;
}

/** The draft of a form that is open. */
export class OpenDraft {
  private state: DraftState;
  private readonly companions = new Map<string, unknown>();
  private readonly listeners = new Set<() => void>();

  constructor(
    private readonly kept: KeptDrafts,
    private place: DraftPlace,
  ) {
    this.state = { generation: 0, foundAtMs: kept.typedAtMs(place) };
  }

  /** What is shown of it; the same object until it changes. */
  readonly shown = (): DraftState => this.state;

  /** Calls back whenever what is shown changes, until the function that it returns is called. */
  readonly watch = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  };

  /** What was typed into a field; undefined where nothing is kept of it. */
  read(field: string): { readonly value: unknown } | undefined {
    return this.kept.read(this.place, field);
  }

  /** Keeps what is typed, and what accompanies it. @param nowMs when, in milliseconds since 1970 */
  write(field: string, value: unknown, nowMs: number, options?: FieldOptions): void {
    for (const [name, companion] of this.companions) this.kept.write(this.place, name, companion, nowMs);
    this.kept.write(this.place, field, value, nowMs, options);
  }

  /** Keeps a value beside the fields once something is typed; alone it is nothing to come back to. */
  accompany(field: string, value: unknown): void {
    this.companions.set(field, value);
  }

  /** Forgets what was typed, which was sent or given up; the fields stay as they are. */
  drop(): void {
    this.kept.drop(this.place);
    this.show({ ...this.state, foundAtMs: undefined });
  }

  /** Forgets what was typed, and has the fields read anew. */
  beginAnew(): void {
    this.kept.drop(this.place);
    this.show({ generation: this.state.generation + 1, foundAtMs: undefined });
  }

  /**
   * Another project is chosen while the form is open. What was typed goes with it, in the place of what was kept there: it is what the person sees.
   * Where nothing was typed, the form is as it would be if it were opened now.
   */
  goTo(project: string): void {
    if (project === this.place.project) return;
    const from = this.place;
    this.place = { ...from, project };
    if (this.kept.typedAtMs(from) !== undefined) return this.kept.move(from, this.place);
    const foundAtMs = this.kept.typedAtMs(this.place);
    if (foundAtMs !== undefined) this.show({ generation: this.state.generation + 1, foundAtMs });
  }

  private show(next: DraftState): void {
    this.state = next;
    for (const listener of this.listeners) listener();
  }
}
