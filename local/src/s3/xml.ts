import { XMLParser } from 'fast-xml-parser';
import { escapeXml, readBody } from '../aws/messages.ts';
import { percentEncode } from '../aws/percent-encoding.ts';
import { malformedXml } from './errors.ts';
import type { S3Request } from './s3-request.ts';

const parser = new XMLParser({
  parseTagValue: false,
  trimValues: false,
  htmlEntities: true,
  removeNSPrefix: true,
  ignoreAttributes: true,
});

/** A parsed element: children by name. Text, one child and several are told apart by the helpers. */
export type XmlNode = Readonly<Record<string, unknown>>;

/** S3 takes documents of up to 2 MiB (10,000 parts are less than 1.5 MiB). */
const maxXmlBytes = 2 * 1024 * 1024;

/** The body's root element. */
export async function readXml(request: S3Request, root: string): Promise<XmlNode> {
  const text = (await readBody(request, maxXmlBytes)).toString('utf8');
  let document: unknown;
  try {
    document = parser.parse(text, true);
  } catch (error) {
    throw malformedXml(error instanceof Error ? error.message : String(error));
  }
  const element = isNode(document) ? document[root] : undefined;
  if (!isNode(element)) throw malformedXml(`the root element must be ${root}`);
  return element;
}

/** The child elements of that name, however many there are. */
export function children(node: XmlNode, name: string): XmlNode[] {
  return [node[name] ?? []].flat().filter(isNode);
}

/** The texts of the child elements of that name. */
export function texts(node: XmlNode, name: string): string[] {
  return [node[name] ?? []].flat().filter((value) => typeof value === 'string');
}

/** The text of the one child of that name. */
export function text(node: XmlNode, name: string): string | undefined {
  return texts(node, name)[0];
}

function isNode(value: unknown): value is XmlNode {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An element around text that is still to be escaped; nothing at all when there is no text. */
export function element(name: string, content: string | number | boolean | undefined): string {
  return content === undefined ? '' : `<${name}>${escapeXml(String(content))}</${name}>`;
}

/** A root element of S3's namespace around escaped XML. */
export function rootElement(name: string, content: string): string {
  return `<${name} xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${content}</${name}>`;
}

/** How keys are written in a listing: percent-encoded when the client asked for `encoding-type=url`. */
export function keyEncoder(request: S3Request): (key: string) => string {
  return request.query.get('encoding-type') === 'url' ? percentEncode : (key) => key;
}
