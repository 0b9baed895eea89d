/** What a key does to the player. */
export type PlayerAction =
  | { readonly type: 'toggle-play' | 'mute' | 'fullscreen' | 'captions' | 'picture-in-picture' }
  /** Seconds, signed. */
  | { readonly type: 'seek'; readonly by: number }
  /** Fraction of the length. */
  | { readonly type: 'seek-to'; readonly fraction: number }
  /** Fraction of full volume, signed. */
  | { readonly type: 'volume'; readonly by: number }
  /** Steps in the list of speeds, signed. */
  | { readonly type: 'speed'; readonly by: number };

const letters: Readonly<Record<string, PlayerAction>> = {
  k: { type: 'toggle-play' },
  j: { type: 'seek', by: -10 },
  l: { type: 'seek', by: 10 },
  m: { type: 'mute' },
  f: { type: 'fullscreen' },
  c: { type: 'captions' },
  i: { type: 'picture-in-picture' },
  '<': { type: 'speed', by: -1 },
  '>': { type: 'speed', by: 1 },
};

const arrows: Readonly<Record<string, PlayerAction>> = {
  ArrowLeft: { type: 'seek', by: -5 },
  ArrowRight: { type: 'seek', by: 5 },
  ArrowUp: { type: 'volume', by: 0.1 },
  ArrowDown: { type: 'volume', by: -0.1 },
};

/** Keys by place, for layouts (Korean) where the letter keys type something else. */
const byCode: Readonly<Record<string, string>> = {
  KeyK: 'k',
  KeyJ: 'j',
  KeyL: 'l',
  KeyM: 'm',
  KeyF: 'f',
  KeyC: 'c',
  KeyI: 'i',
};

type KeyPress = Pick<
  KeyboardEvent,
  'key' | 'code' | 'altKey' | 'ctrlKey' | 'metaKey' | 'isComposing' | 'target'
>;

/** Where typing means text, or keys have a meaning of their own. */
const ownKeys = 'input, textarea, select, [contenteditable], dialog, [popover], .vjs-menu';

/**
 * The action of a key press anywhere on the page; undefined when the key belongs to whatever has
 * the focus. Space and arrows are taken only where the page itself would do nothing better.
 */
export function actionForKey(press: KeyPress): PlayerAction | undefined {
  if (press.altKey || press.ctrlKey || press.metaKey || press.isComposing) return undefined;
  const target = press.target instanceof Element ? press.target : undefined;
  if (target?.closest(ownKeys)) return undefined;

  if (press.key === ' ') {
    return target?.closest('button, a, summary, [role="slider"]') ? undefined : letters.k;
  }
  if (press.key in arrows) return actionForArrow(press.key, target);
  if (/^[0-9]$/.test(press.key)) return { type: 'seek-to', fraction: Number(press.key) / 10 };
  return letters[press.key.toLowerCase()] ?? letters[byCode[press.code] ?? ''];
}

function actionForArrow(key: string, target: Element | undefined): PlayerAction | undefined {
  if (target?.closest('[role="slider"]')) return undefined;
  const inPlayer = Boolean(target?.closest('.video-js'));
  const vertical = key === 'ArrowUp' || key === 'ArrowDown';
  // Up and down scroll the page, and open the player's menus.
  if (vertical && (!inPlayer || target?.closest('button'))) return undefined;
  return arrows[key];
}
