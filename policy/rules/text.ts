import { textsWithin } from '../known.ts';
import { resourceRule } from '../rule.ts';

/**
 * Traces of a value that was turned into text too early: `[object Object]` from any object, and the
 * last one from an output (@pulumi/pulumi, output.ts).
 */
const traces = [
  /\bundefined\b/,
  /\[object Object\]/,
  /\bNaN\b/,
  /Calling \[to\w+\] on an \[Output/,
];

/** Properties that contain programs, where such words are legitimate. */
const programs: Readonly<Record<string, readonly string[]>> = {
  'aws:cloudfront/function:Function': ['code'],
};

export const textRules = [
  resourceRule({
    name: 'no-broken-text',
    description: 'No text holds the trace of a value that was missing when it was put together.',
    *check({ type, props }) {
      for (const { path, text } of textsWithin(props)) {
        if (programs[type]?.includes(path)) continue;
        const trace = traces.map((pattern) => pattern.exec(text)?.[0]).find(Boolean);
        if (trace) yield `${path} contains "${trace}"`;
      }
    },
  }),
];
