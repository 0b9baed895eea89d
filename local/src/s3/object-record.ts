import type { IncomingHttpHeaders } from 'node:http';
import type { StoredObject } from './object-store.ts';

/** What a client says of an object besides its bytes. */
export interface ObjectAttributes {
  readonly contentType: string;
  readonly cacheControl?: string;
  readonly contentDisposition?: string;
  readonly contentEncoding?: string;
  readonly contentLanguage?: string;
  readonly expires?: string;
  readonly metadata: Readonly<Record<string, string>>;
}

/** An object as the store keeps it. */
export interface ObjectRecord extends StoredObject {
  readonly attributes: ObjectAttributes;
  /** Name of the blob that holds its bytes. */
  readonly blob: string;
}

/** The attributes that are plain headers, with the query parameter that overrides each in a GET. */
export const attributeHeaders = {
  contentType: 'content-type',
  cacheControl: 'cache-control',
  contentDisposition: 'content-disposition',
  contentEncoding: 'content-encoding',
  contentLanguage: 'content-language',
  expires: 'expires',
} as const satisfies Partial<Record<keyof ObjectAttributes, string>>;

const metadataPrefix = 'x-amz-meta-';

/** Reads the attributes from the headers of a write. */
export function readAttributes(headers: IncomingHttpHeaders): ObjectAttributes {
  const found: Record<string, string> = {};
  for (const [attribute, header] of Object.entries(attributeHeaders)) {
    const value = headers[header];
    if (typeof value === 'string' && value !== '') found[attribute] = value;
  }
  // `aws-chunked` describes how the body came, not what is stored.
  const encoding = found.contentEncoding
    ?.split(',')
    .map((name) => name.trim())
    .filter((name) => name !== 'aws-chunked')
    .join(',');
  const { contentEncoding: _, ...others } = found;
  const metadata = Object.entries(headers)
    .filter(([name]) => name.startsWith(metadataPrefix))
    .map(([name, value]) => [name.slice(metadataPrefix.length), String(value)]);
  return {
    contentType: 'binary/octet-stream',
    ...others,
    ...(encoding && { contentEncoding: encoding }),
    metadata: Object.fromEntries(metadata),
  };
}

/** The headers that describe an object in the answer to GET and HEAD. */
export function describe(record: ObjectRecord): Record<string, string> {
  const headers: Record<string, string> = {
    etag: `"${record.etag}"`,
    'last-modified': record.lastModified.toUTCString(),
    'accept-ranges': 'bytes',
  };
  for (const [attribute, header] of Object.entries(attributeHeaders)) {
    const value = record.attributes[attribute as keyof typeof attributeHeaders];
    if (value !== undefined) headers[header] = value;
  }
  for (const [name, value] of Object.entries(record.attributes.metadata))
    headers[metadataPrefix + name] = value;
  return headers;
}
