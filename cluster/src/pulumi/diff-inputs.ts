import type { DiffAnswer } from './plugin/protocol.ts';
import type { Conduct } from './replacements.ts';
import { canonical, isProperties, type Properties } from './values.ts';

/** Which inputs the provider filled in by itself. */
export const defaultsKey = '__defaults';

/** What the provider would do about new inputs of a resource. */
export function diffInputs(conduct: Conduct, olds: Properties, news: Properties): DiffAnswer {
  const changes = [...differences(olds, news, '')].filter(
    (path) => path.split('.')[0] !== defaultsKey,
  );
  const replaces = changes.filter(
    (path) => isReplacing(conduct, path) && !(isAddable(conduct, path) && olds[path] === undefined),
  );
  return {
    changes,
    replaces,
    deleteBeforeReplace: replaces.length > 0 && keepsName(conduct, olds, news),
  };
}

function isReplacing({ replacedBy }: Conduct, path: string): boolean {
  if (path === 'region') return true;
  // Tags can be changed whatever else cannot.
  if (replacedBy.includes('*')) return !/^tags(\.|$)/.test(path);
  return replacedBy.some(
    (fixed) => path === fixed || path.startsWith(`${fixed}.`) || fixed.startsWith(`${path}.`),
  );
}

function isAddable({ addable = [] }: Conduct, path: string): boolean {
  return addable.includes(path);
}

/** Whether the one that replaces it wants a name that the first still has. */
function keepsName({ named }: Conduct, olds: Properties, news: Properties): boolean {
  if (named === undefined || news[named] === undefined) return false;
  const filledIn = Array.isArray(news[defaultsKey]) && news[defaultsKey].includes(named);
  return !filledIn && news[named] === olds[named];
}

function* differences(olds: unknown, news: unknown, path: string): Generator<string> {
  if (isProperties(olds) && isProperties(news)) {
    for (const key of new Set([...Object.keys(olds), ...Object.keys(news)])) {
      yield* differences(olds[key], news[key], path ? `${path}.${key}` : key);
    }
  } else if (canonical(olds) !== canonical(news)) yield path;
}
