import { isUnknown } from '../values.ts';
import type { Fields, ResourceSchema, Shape } from './shape.ts';

export interface InputFault {
  /** Dotted, such as `scalingConfig.minSize`. */
  readonly property: string;
  readonly reason: string;
}

/**
 * What the provider's schema has against inputs: names that it does not know, required ones that are
 * missing, values of the wrong kind. What is not known yet is no fault.
 */
export function checkInputs(
  schema: ResourceSchema,
  inputs: Readonly<Record<string, unknown>>,
): InputFault[] {
  return [...faultsOfFields(schema, schema.inputs, inputs, '')];
}

function* faultsOfFields(
  schema: ResourceSchema,
  fields: Fields,
  values: Readonly<Record<string, unknown>>,
  path: string,
): Generator<InputFault> {
  const below = (key: string) => (path ? `${path}.${key}` : key);
  for (const key of Object.keys(values)) {
    // Pulumi notes there which inputs a provider has filled in by itself.
    if (key === '__defaults' || Object.hasOwn(fields, key)) continue;
    yield { property: below(key), reason: 'is not an input that the provider knows' };
  }
  for (const [key, { shape, required }] of Object.entries(fields)) {
    const value = values[key];
    if (value === undefined || value === null) {
      if (required) yield { property: below(key), reason: 'is required' };
      continue;
    }
    yield* faultsOf(schema, shape, value, below(key));
  }
}

function* faultsOf(
  schema: ResourceSchema,
  shape: Shape,
  value: unknown,
  path: string,
): Generator<InputFault> {
  if (isUnknown(value) || shape.kind === 'any') return;
  switch (shape.kind) {
    case 'list':
      if (!Array.isArray(value)) yield { property: path, reason: 'must be a list' };
      else {
        for (const [index, item] of value.entries()) {
          yield* faultsOf(schema, shape.of, item, `${path}.${index}`);
        }
      }
      return;
    case 'map':
      if (!isRecord(value)) yield { property: path, reason: 'must be a map' };
      else {
        for (const [key, item] of Object.entries(value)) {
          yield* faultsOf(schema, shape.of, item, `${path}.${key}`);
        }
      }
      return;
    case 'type':
      if (!isRecord(value)) yield { property: path, reason: `must be a ${shape.name}` };
      else yield* faultsOfFields(schema, schema.types[shape.name] ?? {}, value, path);
      return;
    case 'union': {
      const each = shape.of.map((one) => [...faultsOf(schema, one, value, path)]);
      if (each.every(({ length }) => length > 0)) yield* each.at(-1) ?? [];
      return;
    }
    default:
      if (!isScalar(shape.kind, value)) yield { property: path, reason: `must be a ${shape.kind}` };
  }
}

/** Pulumi's engine converts between texts and what they spell, as the bridge does. */
function isScalar(kind: 'string' | 'number' | 'boolean' | 'any', value: unknown): boolean {
  if (typeof value === kind) return true;
  if (kind === 'string') return typeof value === 'number' || typeof value === 'boolean';
  if (kind === 'number')
    return typeof value === 'string' && value.trim() !== '' && !Number.isNaN(Number(value));
  return value === 'true' || value === 'false';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
