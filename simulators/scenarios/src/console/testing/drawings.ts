import type { Page } from 'playwright-core';

/** What was looked at of the drawings of a page, and what of it cannot be told from its ground. */
export interface Drawn {
  readonly texts: number;
  readonly shapes: number;
  /** Parts of bars. */
  readonly parts: number;
  readonly faults: readonly string[];
}

/** Contrast that a text needs on its ground [WCAG 2.2, 1.4.3], and one of a shape [1.4.11]. A part of a bar has its count beside it: it must only be seen. */
const LEAST = { text: 4.5, shape: 3, part: 1.3 };

/** Looks at bank map, timeline, chart and bars of a page: whether each of their texts and shapes is seen on the ground that the page has now. */
export async function drawnOn(page: Page): Promise<Drawn> {
  return (await page.evaluate(`(() => {
    const LEAST = ${JSON.stringify(LEAST)};
    const pixel = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
    const over = (colour, opacity, ground) => {
      pixel.globalAlpha = 1;
      pixel.fillStyle = ground;
      pixel.fillRect(0, 0, 1, 1);
      pixel.globalAlpha = opacity;
      pixel.fillStyle = colour;
      pixel.fillRect(0, 0, 1, 1);
      return [...pixel.getImageData(0, 0, 1, 1).data].slice(0, 3);
    };
    const light = (rgb) => {
      const [r, g, b] = rgb.map((value) => value / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const contrast = (one, other) => {
      const [least, most] = [light(one), light(other)].sort((a, b) => a - b);
      return (most + 0.05) / (least + 0.05);
    };
    const groundOf = (element) => {
      for (let at = element; at !== null; at = at.parentElement) {
        const { backgroundColor } = getComputedStyle(at);
        if (!/^(transparent|rgba\\(.*, 0\\))$/.test(backgroundColor)) return backgroundColor;
      }
      return 'Canvas';
    };
    // A word may stand in a shape that is filled with its colour.
    const chipUnder = (text) => {
      const { left, right, top, bottom } = text.getBoundingClientRect();
      const [x, y] = [(left + right) / 2, (top + bottom) / 2];
      const isUnder = (shape) => {
        const { fill, fillOpacity } = getComputedStyle(shape);
        const box = shape.getBoundingClientRect();
        const isAround = box.left <= x && x <= box.right && box.top <= y && y <= box.bottom;
        return isAround && Number(fillOpacity) === 1 && fill !== 'none' && !fill.startsWith('url');
      };
      const under = [...text.parentElement.querySelectorAll(':scope > rect')].filter(isUnder).at(-1);
      return under && getComputedStyle(under).fill;
    };
    const found = { texts: 0, shapes: 0, parts: 0, faults: [] };
    const look = (kind, element, colours, ground) => {
      found[kind + 's'] += 1;
      const best = Math.max(0, ...colours.map(([colour, opacity]) => contrast(over(colour, opacity, ground), over(ground, 1, ground))));
      if (best < LEAST[kind]) found.faults.push(kind + ' ' + best.toFixed(2) + ' on ' + ground + ': ' + element.outerHTML.slice(0, 160));
    };
    for (const drawing of document.querySelectorAll('main svg[role=img]')) {
      const ground = groundOf(drawing);
      for (const text of drawing.querySelectorAll('text')) {
        const { fill, opacity } = getComputedStyle(text);
        look('text', text, [[fill, Number(opacity)]], chipUnder(text) ?? ground);
      }
      for (const shape of drawing.querySelectorAll('g > rect, g > path')) {
        const { fill, fillOpacity, stroke, strokeOpacity } = getComputedStyle(shape);
        const colours = [[fill, Number(fillOpacity)], [stroke, Number(strokeOpacity)]].filter(([colour]) => colour !== 'none' && !colour.startsWith('url'));
        if (colours.length > 0) look('shape', shape, colours, ground);
      }
    }
    for (const bar of document.querySelectorAll('main .bar'))
      for (const part of bar.children) look('part', part, [[getComputedStyle(part).backgroundColor, 1]], groundOf(bar.parentElement));
    return found;
  })()`)) as Drawn;
}

/** What moves on a page from now on, until it is asked: transitions and animations that end, by what they change. */
export async function watchMotion(page: Page): Promise<() => Promise<readonly string[]>> {
  await page.evaluate(`(() => {
    globalThis.motion = new Set();
    const isMoving = (animation) => {
      const { duration, iterations } = animation.effect?.getTiming() ?? {};
      return Number(duration) > 1 && iterations !== Infinity;
    };
    const look = () => {
      for (const one of document.getAnimations()) if (isMoving(one)) motion.add((one.transitionProperty ?? one.animationName) + ' of ' + one.effect.target.className);
      requestAnimationFrame(look);
    };
    look();
  })()`);
  return async () => (await page.evaluate('[...motion]')) as string[];
}
