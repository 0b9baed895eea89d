import type { RecordedResource } from '../recording/recorder.ts';

/** A statement of a recorded policy document. */
export interface RecordedStatement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal?: string | Readonly<Record<string, string | readonly string[]>>;
  readonly Action: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Condition?: Readonly<
    Record<string, Readonly<Record<string, string | readonly string[]>>>
  >;
}

/** A recorded policy document. */
export interface RecordedDocument {
  readonly Statement: RecordedStatement | readonly RecordedStatement[];
}

/** Every policy document that a recorded resource holds, as text or as an object. */
export function documentsOf({ inputs }: RecordedResource): readonly RecordedDocument[] {
  return Object.values(inputs).flatMap((value) => {
    const document = typeof value === 'string' && value.startsWith('{') ? parsed(value) : value;
    return isDocument(document) ? [document] : [];
  });
}

/** Their statements. */
export function statementsOf(resource: RecordedResource): readonly RecordedStatement[] {
  return documentsOf(resource).flatMap(({ Statement }) => [Statement].flat());
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isDocument(value: unknown): value is RecordedDocument {
  return typeof value === 'object' && value !== null && 'Statement' in value;
}
