import type { Video } from '../../../shared/api/types.ts';
import { stageAspectRatio } from './stage-aspect-ratio.ts';

/**
 * The frame of the watch page with nothing in it, by the same stylesheets: what stands in `place`
 * stands where `WatchPage` will have its player.
 */
export function buildEarlyPage(video: Video): { element: HTMLElement; place: HTMLElement } {
  const place = box('player');
  place.style.aspectRatio = String(stageAspectRatio(video));
  const header = box('header');
  header.ariaHidden = 'true';
  const element = box('early-page', header, box('watch', box('watch-stage', place)));
  return { element, place };
}

function box(className: string, ...children: readonly HTMLElement[]): HTMLElement {
  const element = document.createElement('div');
  element.className = className;
  element.append(...children);
  return element;
}
