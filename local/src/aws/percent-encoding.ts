import { AwsError } from './errors.ts';

/** RFC 3986 percent-encoding as SigV4 prescribes it: all but letters, digits and `-._~`. */
export function percentEncode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/**
 * The text behind percent-encoding. A plus sign stays one.
 *
 * @throws AwsError `InvalidURI` when it is not valid percent-encoded UTF-8
 */
export function percentDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new AwsError('InvalidURI', `cannot percent-decode ${JSON.stringify(text)}`);
  }
}

/** The query's names and values, decoded, in the order sent; without `=` the value is empty. */
export function parseQuery(search: string): [name: string, value: string][] {
  return search
    .replace(/^\?/, '')
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const [name = '', ...value] = pair.split('=');
      return [percentDecode(name), percentDecode(value.join('='))];
    });
}
