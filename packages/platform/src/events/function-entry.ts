import type { LiveFunction } from './live.ts';
import type { TranscoderFunction } from './video.ts';

/** A function, and the app that holds it. */
export type AppFunction =
  | readonly [app: 'transcoder', name: TranscoderFunction]
  | readonly [app: 'live', name: LiveFunction]
  | readonly [app: 'notifier', name: 'notify'];

/** The module that exports a function's `handler`, by its path in the repository. */
export function functionEntry(...[app, name]: AppFunction): string {
  return `apps/${app}/src/functions/${name}.ts`;
}
