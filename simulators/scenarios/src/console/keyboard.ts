import type { Page } from 'playwright-core';

/** More than any page has places to go to. */
const STEPS_MAX = 250;

/** What has the focus. */
interface Focused {
  /** What it is called, as somebody hears it who does not see it. */
  readonly name: string;
  /** Whether something shows that it has the focus: a frame or a shadow. */
  readonly isSeen: boolean;
}

/** What has the focus now. */
export async function focused(page: Page): Promise<Focused> {
  return (await page.evaluate(`(() => {
    const one = document.activeElement;
    const name = one.getAttribute('aria-label') ?? one.labels?.[0]?.innerText ?? one.innerText ?? '';
    // What stands for a field may have the frame in its place.
    const around = [one, one.parentElement, one.nextElementSibling].filter(Boolean).map((each) => getComputedStyle(each));
    const isSeen = around.some(({ outlineStyle, boxShadow }) => outlineStyle !== 'none' || boxShadow !== 'none');
    return { name: name.replace(/\\s*\\*$/, '').trim(), isSeen };
  })()`)) as Focused;
}

/**
 * Goes to what has this name by Tab alone, or backwards by Shift+Tab.
 *
 * @throws Error if there is no way to it, or if on the way something has the focus and does not show it
 */
export async function tabTo(page: Page, name: string, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  const passed: string[] = [];
  for (let step = 0; step < STEPS_MAX; step++) {
    await page.keyboard.press(key);
    const now = await focused(page);
    if (!now.isSeen && now.name !== '' && passed.length > 0 && now.name.length < 60)
      throw new Error(`nothing shows that ${now.name} has the focus`);
    if (now.name === name) return;
    passed.push(now.name.slice(0, 30));
  }
  throw new Error(`no way leads to ${name}: ${passed.slice(0, 60).join(' | ')}`);
}

/** Goes to what has this name, and follows it. */
export async function follow(page: Page, name: string, key?: 'Tab' | 'Shift+Tab'): Promise<void> {
  await tabTo(page, name, key);
  await page.keyboard.press('Enter');
}

/** Goes to a field and types into it. */
export async function typeInto(page: Page, name: string, text: string): Promise<void> {
  await tabTo(page, name);
  await page.keyboard.type(text);
}
