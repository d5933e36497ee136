import { fittingText } from '../parts/texts/foreign-text.js';

/** A selection under a name. */
export interface View {
  readonly name: string;
  readonly filter: string;
}

/** So many views a person keeps at most, and so long their names may be. */
export const VIEWS_MAX = 30;
export const VIEW_NAME_MAX = 40;

/** Views that every fleet may use, to begin with. */
export const USUAL_VIEWS: readonly View[] = [
  { name: 'Quiet for a week', filter: 'lastSeen<-P7D;state==active' },
  { name: 'On trial', filter: 'confirmed==false' },
  { name: 'Refused lately', filter: 'lastRefusal.at>-P1D' },
];

/** The views in what a browser kept; none of it is believed. */
export function viewsIn(kept: string | null): View[] {
  try {
    const read: unknown = JSON.parse(kept ?? '[]');
    return Array.isArray(read) ? read.filter(isView).slice(0, VIEWS_MAX) : [];
  } catch {
    return [];
  }
}

const isView = (value: unknown): value is View => {
  const { name, filter } = (value ?? {}) as Partial<Record<keyof View, unknown>>;
  return typeof name === 'string' && name !== '' && typeof filter === 'string';
};

/** The views with one more, in the order of their names; it takes the place of one of the same name. Undefined where there would be too many. */
export function withView(views: readonly View[], view: View): View[] | undefined {
  const name = fittingText(view.name.trim(), VIEW_NAME_MAX);
  const others = views.filter((each) => each.name !== name);
  if (name === '' || others.length >= VIEWS_MAX) return undefined;
  return [...others, { name, filter: view.filter }].sort((one, other) => one.name.localeCompare(other.name));
}

/** The views without the one of this name. */
export const withoutView = (views: readonly View[], name: string): View[] => views.filter((view) => view.name !== name);
