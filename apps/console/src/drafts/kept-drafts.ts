/** Where a form was filled in: by whom, with which project chosen, and which form it is, such as `webhook/new`. */
export interface DraftPlace {
  readonly person: string;
  readonly project: string;
  readonly form: string;
}

/** What is needed of a storage of the browser. Each of these may throw: a browser may be told to keep nothing, or be full. */
export interface DraftStorage {
  readonly length: number;
  key(at: number): string | null;
  getItem(key: string): string | null;
  setItem(key: string, text: string): void;
  removeItem(key: string): void;
}

/** What was typed into a form, by field. */
interface Draft {
  /** When it was last typed into, in milliseconds since 1970. */
  atMs: number;
  readonly fields: Map<string, unknown>;
  /** Fields that are in no storage. */
  readonly unstored: Set<string>;
}

/** How a field is kept. */
export interface FieldOptions {
  /**
   * Whether it may only be in the memory of the page, from now on: a secret, or a file, which no storage takes. It outlives the session, but
   * no reload.
   */
  readonly isMemoryOnly?: boolean | undefined;
}

/** What is stored is of this form; of any other, nothing is read. */
const PREFIX = 'twinbank draft/1 ';
/** More forms than these are not begun and left in one tab; the oldest goes. */
const DRAFTS_MAX = 32;
/** Longer ones are in the memory of the page alone, in characters: a tab stores some five million. */
const CHARS_MAX = 500_000;

/**
 * What was typed into forms and not sent yet, by the person who typed it. It outlives the end of their session and a reload of the page, and ends
 * when it was sent or given up, when they sign out, and when somebody else signs in: nobody is shown what another person typed.
 */
export class KeptDrafts {
  private readonly known = new Map<string, Draft>();

  constructor(private readonly storage: DraftStorage | undefined) {}

  /** When a form was last typed into, in milliseconds since 1970; undefined where nothing is kept of it. */
  typedAtMs(place: DraftPlace): number | undefined {
    return this.draftOf(place)?.atMs;
  }

  /** What was typed into a field; undefined where nothing is kept of it, so that an emptied field can be told from it. */
  read(place: DraftPlace, field: string): { readonly value: unknown } | undefined {
    const fields = this.draftOf(place)?.fields;
    return fields?.has(field) === true ? { value: fields.get(field) } : undefined;
  }

  /** Keeps what is typed. @param nowMs when, in milliseconds since 1970 */
  write(place: DraftPlace, field: string, value: unknown, nowMs: number, { isMemoryOnly }: FieldOptions = {}): void {
    const key = keyOf(place);
    const draft = this.draftOf(place) ?? { atMs: nowMs, fields: new Map(), unstored: new Set() };
    draft.atMs = nowMs;
    draft.fields.set(field, value);
    if (isMemoryOnly === true) draft.unstored.add(field);
    this.known.set(key, draft);
    this.store(key, draft);
  }

  /** Forgets one form: it was sent, or given up. */
  drop(place: DraftPlace): void {
    this.forget((key) => key === keyOf(place));
  }

  /** Takes what was typed to another place, whatever was kept there. */
  move(from: DraftPlace, to: DraftPlace): void {
    const draft = this.draftOf(from);
    if (draft === undefined) return;
    this.drop(from);
    this.known.set(keyOf(to), draft);
    this.store(keyOf(to), draft);
  }

  /** Forgets what everybody else typed. */
  keepOnly(person: string): void {
    this.forget((key) => personOf(key) !== person);
  }

  /** Forgets everything. */
  clear(): void {
    this.forget(() => true);
  }

  private draftOf(place: DraftPlace): Draft | undefined {
    const key = keyOf(place);
    const draft = this.known.get(key) ?? this.stored(key);
    if (draft !== undefined) this.known.set(key, draft);
    return draft;
  }

  private store(key: string, { atMs, fields, unstored }: Draft): void {
    const entries = [...fields].filter(([field]) => !unstored.has(field));
    // JSON has no undefined: a field that was emptied stands without a value.
    const text = JSON.stringify({
      atMs,
      fields: entries.map(([field, value]) => (value === undefined ? [field] : [field, value])),
    });
    this.tried((storage) => storage.removeItem(key));
    if (entries.length === 0 || text.length > CHARS_MAX) return;
    this.makeRoom();
    this.tried((storage) => storage.setItem(key, text));
  }

  private stored(key: string): Draft | undefined {
    const text = this.tried((storage) => storage.getItem(key)) ?? '';
    return draftIn(text);
  }

  private makeRoom(): void {
    const aged = this.keys().map((key) => ({ key, atMs: this.stored(key)?.atMs ?? 0 }));
    aged.sort((one, other) => one.atMs - other.atMs);
    for (const { key } of aged.slice(0, Math.max(0, aged.length + 1 - DRAFTS_MAX)))
      this.tried((storage) => storage.removeItem(key));
  }

  private forget(isMeant: (key: string) => boolean): void {
    for (const key of [...this.known.keys()].filter(isMeant)) this.known.delete(key);
    for (const key of this.keys().filter(isMeant)) this.tried((storage) => storage.removeItem(key));
  }

  private keys(): string[] {
    const keys = this.tried((storage) => Array.from({ length: storage.length }, (_, at) => storage.key(at) ?? ''));
    return (keys ?? []).filter((key) => key.startsWith(PREFIX));
  }

  private tried<Answer>(use: (storage: DraftStorage) => Answer): Answer | undefined {
    try {
      return this.storage && use(this.storage);
    } catch {
      // Then it is kept as long as the page is there.
      return undefined;
    }
  }
}

const keyOf = ({ person, project, form }: DraftPlace): string => PREFIX + JSON.stringify([person, project, form]);

function personOf(key: string): unknown {
  const [person] = parsed(key.slice(PREFIX.length)) as unknown[];
  return person;
}

/** What a stored text holds; undefined where it is none of ours, whoever wrote it. */
function draftIn(text: string): Draft | undefined {
  const { atMs, fields } = parsed(text) as { readonly atMs?: unknown; readonly fields?: unknown };
  if (typeof atMs !== 'number' || !Array.isArray(fields) || !fields.every(isEntry)) return undefined;
  return { atMs, fields: new Map(fields.map(([field, value]) => [field, value])), unstored: new Set() };
}

const isEntry = (entry: unknown): entry is [string, unknown?] => Array.isArray(entry) && typeof entry[0] === 'string';

function parsed(text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : [];
  } catch {
    return [];
  }
}
