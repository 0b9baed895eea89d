import { clockTime } from '../../../shared/format/duration.ts';
import { cueAt, parseStoryboard, type StoryboardCue } from './storyboard.ts';

interface PreviewOptions {
  /** The seek bar: the preview is placed above it. */
  bar: HTMLElement;
  /** Length in seconds; 0 while unknown. */
  duration: () => number;
}

/** Width of a preview in CSS pixels. */
const previewWidth = 192;

/**
 * Shows the frame and time under the pointer above the seek bar. The bar works without: a
 * storyboard that cannot be had leaves only the time.
 *
 * @returns what to call when the storyboard is known, and when the player goes
 */
export function attachStoryboardPreview({ bar, duration }: PreviewOptions) {
  const tooltip = document.createElement('div');
  tooltip.className = 'storyboard';
  tooltip.hidden = true;
  tooltip.setAttribute('aria-hidden', 'true');
  const frame = document.createElement('div');
  frame.className = 'storyboard-frame';
  const image = document.createElement('img');
  image.alt = '';
  const label = document.createElement('span');
  frame.append(image);
  tooltip.append(frame, label);
  bar.append(tooltip);

  const listening = new AbortController();
  const { signal } = listening;
  let cues: StoryboardCue[] = [];

  const show = (event: PointerEvent) => {
    const box = bar.getBoundingClientRect();
    const length = duration();
    if (!box.width || !(length > 0) || !Number.isFinite(length)) return;
    const fraction = Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
    const cue = cueAt(cues, fraction * length);
    label.textContent = clockTime(fraction * length);
    frame.hidden = !cue;
    if (cue) showFrame(cue);
    tooltip.hidden = false;
    const half = tooltip.offsetWidth / 2;
    const left = Math.min(box.width - half, Math.max(half, fraction * box.width));
    tooltip.style.left = `${left}px`;
  };
  const hide = () => {
    tooltip.hidden = true;
  };

  function showFrame({ url, area }: StoryboardCue): void {
    if (image.getAttribute('src') !== url) image.src = url;
    const scale = area ? previewWidth / area.w : 1;
    frame.style.height = area ? `${area.h * scale}px` : '';
    image.style.width = area ? 'auto' : '100%';
    image.style.transform = area ? `scale(${scale}) translate(${-area.x}px, ${-area.y}px)` : '';
  }

  bar.addEventListener('pointermove', show, { signal });
  bar.addEventListener('pointerdown', show, { signal });
  bar.addEventListener('pointerleave', hide, { signal });

  return {
    async load(url: string): Promise<void> {
      const address = new URL(url, location.href).href;
      const answer = await fetch(address, { signal }).catch(() => undefined);
      if (answer?.ok) cues = parseStoryboard(await answer.text(), address);
    },
    dispose(): void {
      listening.abort();
      tooltip.remove();
    },
  };
}
