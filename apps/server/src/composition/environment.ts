import { readFileSync } from 'node:fs';

import { SETTINGS, type SettingName } from './settings.js';

/** Environment variables. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Reads single settings and collects problems, which never contain the value of a secret. */
export class EnvironmentReader {
  readonly problems: string[] = [];

  constructor(private readonly environment: Environment) {}

  given(name: SettingName): string | undefined {
    const value = this.environment[name]?.trim();
    return value === '' ? undefined : value;
  }

  text(name: SettingName): string {
    return this.given(name) ?? SETTINGS[name].fallback ?? '';
  }

  optional<K extends string>(name: SettingName, key: K, read: (value: string) => string): { [key in K]?: string } {
    const value = this.given(name);
    return (value === undefined ? {} : { [key]: read(value) }) as { [key in K]?: string };
  }

  /** A list with commas between its items; `problemOf` says what is wrong with one. */
  list<K extends string>(
    name: SettingName,
    key: K,
    problemOf: (item: string) => string | undefined,
  ): { [key in K]?: readonly string[] } {
    const items = this.text(name)
      .split(',')
      .flatMap((item) => item.trim() || []);
    for (const rule of new Set(items.flatMap((item) => problemOf(item) ?? []))) this.problem(name, rule);
    return (items.length === 0 ? {} : { [key]: items }) as unknown as { [key in K]?: readonly string[] };
  }

  whole(name: SettingName, min: number, max: number): number {
    const value = Number(this.text(name));
    if (Number.isInteger(value) && value >= min && value <= max) return value;
    this.problem(name, `must be a whole number from ${min} to ${max}`);
    return min;
  }

  oneOf<T extends string>(name: SettingName, choices: readonly T[]): T {
    const value = this.text(name);
    if (choices.includes(value as T)) return value as T;
    this.problem(name, `must be one of ${choices.join(', ')}`);
    return choices[0]!;
  }

  url(name: SettingName, value: string, schemes: readonly string[]): string {
    if (!URL.canParse(value) || !schemes.includes(new URL(value).protocol)) {
      this.problem(name, `must be a URL that starts with ${schemes.map((scheme) => `${scheme}//`).join(' or ')}`);
    }
    return value;
  }

  file(name: SettingName, path: string): string {
    try {
      return readFileSync(path, 'utf8');
    } catch (error) {
      this.problem(name, `names a file that cannot be read (${(error as NodeJS.ErrnoException).code ?? 'error'})`);
      return '';
    }
  }

  problem(name: SettingName, rule: string): void {
    const value = this.given(name);
    const shown = value === undefined ? '' : ` (it is ${SETTINGS[name].secret ? '***' : JSON.stringify(value)})`;
    this.problems.push(`${name} ${rule}${shown}`);
  }
}
