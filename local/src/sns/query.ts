import { AwsError } from '../aws/errors.ts';
import { escapeXml } from '../aws/messages.ts';

/** AWS's query protocol: a form comes in, XML goes out. */

/** A request's parameters by name: `TopicArn`, `MessageAttributes.entry.1.Name`, ... */
export type Form = ReadonlyMap<string, string>;

export function parseForm(body: string): Form {
  return new Map(new URLSearchParams(body));
}

/** @throws AwsError `InvalidParameter` when it is absent or empty */
export function required(form: Form, name: string): string {
  const value = form.get(name);
  if (!value) throw invalid(`${name} Reason: no value`);
  return value;
}

/** The entries of a list or map parameter, each by what follows its number. */
export function entries(form: Form, name: string): Form[] {
  const found = new Map<number, Map<string, string>>();
  for (const [key, value] of form) {
    const [, index, rest] =
      new RegExp(`^${name}\\.(?:entry|member)\\.(\\d+)\\.(.+)$`).exec(key) ?? [];
    if (index === undefined || rest === undefined) continue;
    const entry = found.get(Number(index)) ?? new Map<string, string>();
    found.set(Number(index), entry.set(rest, value));
  }
  return [...found].sort(([one], [other]) => one - other).map(([, entry]) => entry);
}

export function invalid(what: string): AwsError {
  return new AwsError('InvalidParameter', `Invalid parameter: ${what}`);
}

/** An element around text. */
export function element(name: string, text: string): string {
  return `<${name}>${escapeXml(text)}</${name}>`;
}

/** A list, each of whose members has these fields. */
export function memberList(
  name: string,
  members: readonly Readonly<Record<string, string>>[],
): string {
  const items = members.map((fields) => {
    const content = Object.entries(fields).map(([field, text]) => element(field, text));
    return `<member>${content.join('')}</member>`;
  });
  return `<${name}>${items.join('')}</${name}>`;
}

/** A map as SNS writes it. */
export function map(name: string, values: Readonly<Record<string, string>>): string {
  const items = Object.entries(values).map(
    ([key, value]) => `<entry>${element('key', key)}${element('value', value)}</entry>`,
  );
  return `<${name}>${items.join('')}</${name}>`;
}
