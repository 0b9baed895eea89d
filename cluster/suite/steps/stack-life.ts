import type { StackEngine } from '../../src/pulumi/stack-engine.ts';
import type { StackRun } from '../../src/pulumi/stack-run.ts';

/** @throws Error with what the engine said, unless the operation did what it was to do */
export function mustSucceed(run: StackRun): StackRun {
  if (run.succeeded) return run;
  const said = run.diagnostics.map(({ message }) => message);
  const broken = run.violations.map(({ policy, message }) => `${policy}: ${message}`);
  throw new Error([`pulumi ${run.operation} failed`, ...said, ...broken].join('\n'));
}

/** What an operation changed, or would change. */
export interface ChangedBy {
  /** `type name: inputs`, those whose change makes another resource. */
  readonly replaced: readonly string[];
  /** `type name: inputs`. */
  readonly updated: readonly string[];
  readonly created: readonly string[];
  readonly deleted: readonly string[];
}

/** Types by their last word and names without the stack's, so that a table of them can be read. */
export function changesOf({ steps }: StackRun): ChangedBy {
  const lines = (op: string, of: 'replacedBy' | 'changed' | 'nothing') =>
    steps
      .filter((step) => step.op === op)
      .map(({ type, name, ...step }) => {
        const inputs = of === 'nothing' ? [] : step[of];
        const what = `${type.split(':').at(-1)} ${name.replace(/^tidecast-(dev|prod)-?/, '')}`;
        return inputs.length > 0 ? `${what}: ${[...inputs].sort().join(', ')}` : what;
      })
      .sort();
  return {
    replaced: lines('replace', 'replacedBy'),
    updated: lines('update', 'changed'),
    created: lines('create', 'nothing'),
    deleted: lines('delete', 'nothing'),
  };
}

/**
 * Previews the stack as if settings were others, and sets them back.
 *
 * @param settings - by full key: what it is to be, and what it is
 */
export async function previewChanges(
  stack: StackEngine,
  settings: Readonly<Record<string, readonly [value: unknown, before: unknown]>>,
): Promise<ChangedBy> {
  for (const [key, [value]] of Object.entries(settings)) stack.setConfig(key, value);
  try {
    return changesOf(mustSucceed(await stack.preview()));
  } finally {
    for (const [key, [, before]] of Object.entries(settings)) stack.setConfig(key, before);
  }
}

/** How often each resource of a type and name was made: more than once is twice. */
export function madeTwice({ account }: StackEngine): string[] {
  const made = account.operations
    .filter(({ operation }) => operation === 'create')
    .map(({ type, name }) => `${type} ${name}`);
  return made.filter((one, index) => made.indexOf(one) !== index);
}

/** Counts and seconds, for a table. */
export function summaryOf({ changes, seconds, violations }: StackRun): string {
  const counted = Object.entries(changes)
    .filter(([, count]) => count > 0)
    .map(([op, count]) => `${count} ${op}`)
    .join(', ');
  return `${counted || 'nothing'} in ${seconds.toFixed(0)} s, ${violations.length} violations`;
}
