import { useNavigate, useSearch } from '@tanstack/react-router';

/** What the address says under a name, and how to change it: a link shows another person the same. */
export function useSearchText(name: string): readonly [string, (text: string) => void] {
  const navigate = useNavigate();
  const search = useSearch({ strict: false }) as Readonly<Record<string, string | undefined>>;
  return [search[name] ?? '', (text) => void navigate({ to: '.', search: { ...search, [name]: text } })];
}
