/** Which other sites' pages may talk to a bucket (S3 User Guide, "Using CORS"). */
import type { ServerResponse } from 'node:http';
import { AwsError } from '../aws/errors.ts';
import type { AwsRequest } from '../aws/service.ts';
import { malformedXml } from './errors.ts';
import { header } from './s3-request.ts';
import { children, element, rootElement, texts, type XmlNode } from './xml.ts';

export interface CorsRule {
  readonly origins: readonly string[];
  readonly methods: readonly string[];
  readonly headers: readonly string[];
  readonly exposed: readonly string[];
  readonly maxAgeSeconds?: number;
}

const methods = ['GET', 'PUT', 'POST', 'DELETE', 'HEAD'];
/** S3 API reference, "PutBucketCors". */
const maxRules = 100;

/** @throws AwsError `MalformedXML` */
export function parseCors(document: XmlNode): CorsRule[] {
  const rules = children(document, 'CORSRule').map((rule): CorsRule => {
    const [maxAge] = texts(rule, 'MaxAgeSeconds');
    return {
      origins: texts(rule, 'AllowedOrigin'),
      methods: texts(rule, 'AllowedMethod'),
      headers: texts(rule, 'AllowedHeader'),
      exposed: texts(rule, 'ExposeHeader'),
      ...(maxAge !== undefined && { maxAgeSeconds: Number(maxAge) }),
    };
  });
  if (rules.length === 0 || rules.length > maxRules)
    throw malformedXml(`there must be between 1 and ${maxRules} CORS rules`);
  for (const rule of rules) {
    if (rule.origins.length === 0 || rule.methods.length === 0)
      throw malformedXml('a CORS rule needs AllowedOrigin and AllowedMethod');
    const unknown = rule.methods.find((method) => !methods.includes(method));
    if (unknown !== undefined)
      throw malformedXml(`a CORS rule cannot allow the method ${JSON.stringify(unknown)}`);
  }
  return rules;
}

export function writeCors(rules: readonly CorsRule[]): string {
  const all = (name: string, values: readonly string[]) =>
    values.map((value) => element(name, value)).join('');
  const written = rules.map(
    (rule) =>
      `<CORSRule>${all('AllowedOrigin', rule.origins)}${all('AllowedMethod', rule.methods)}${all('AllowedHeader', rule.headers)}${all('ExposeHeader', rule.exposed)}${element('MaxAgeSeconds', rule.maxAgeSeconds)}</CORSRule>`,
  );
  return rootElement('CORSConfiguration', written.join(''));
}

/** Lets the page that asks read the answer, if a rule allows it. */
export function setCorsHeaders(
  rules: readonly CorsRule[],
  request: Pick<AwsRequest, 'method' | 'headers'>,
  response: ServerResponse,
): void {
  const origin = header(request, 'origin');
  if (origin === undefined) return;
  const rule = rules.find((it) => allows(it, origin, request.method, []));
  if (!rule) return;
  allowOrigin(rule, origin, response);
  if (rule.exposed.length)
    response.setHeader('access-control-expose-headers', rule.exposed.join(', '));
}

/** Answers `OPTIONS`. */
export function answerPreflight(
  rules: readonly CorsRule[],
  request: Pick<AwsRequest, 'headers'>,
  response: ServerResponse,
): void {
  const origin = header(request, 'origin');
  const method = header(request, 'access-control-request-method');
  if (origin === undefined || method === undefined)
    throw new AwsError(
      'BadRequest',
      'Insufficient information. Origin request header and Access-Control-Request-Method needed.',
    );
  const wanted = (header(request, 'access-control-request-headers') ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '');
  const rule = rules.find((it) => allows(it, origin, method, wanted));
  if (!rule)
    throw new AwsError(
      'AccessForbidden',
      'CORSResponse: This CORS request is not allowed: no rule of the bucket has this origin, method and headers.',
      403,
    );
  allowOrigin(rule, origin, response);
  response.setHeader('access-control-allow-methods', rule.methods.join(', '));
  if (wanted.length) response.setHeader('access-control-allow-headers', wanted.join(', '));
  if (rule.maxAgeSeconds !== undefined)
    response.setHeader('access-control-max-age', rule.maxAgeSeconds);
  response.writeHead(200, { 'content-length': 0 }).end();
}

function allowOrigin(rule: CorsRule, origin: string, response: ServerResponse): void {
  const any = rule.origins.includes('*');
  response.setHeader('access-control-allow-origin', any ? '*' : origin);
  if (!any) response.setHeader('access-control-allow-credentials', 'true');
  response.setHeader(
    'vary',
    'Origin, Access-Control-Request-Headers, Access-Control-Request-Method',
  );
}

function allows(
  rule: CorsRule,
  origin: string,
  method: string,
  wanted: readonly string[],
): boolean {
  return (
    rule.origins.some((pattern) => matches(pattern, origin)) &&
    rule.methods.includes(method) &&
    wanted.every((name) => rule.headers.some((pattern) => matches(pattern.toLowerCase(), name)))
  );
}

/** A pattern has one `*` at most, standing for any run of characters. */
function matches(pattern: string, value: string): boolean {
  const [start = '', end] = pattern.split('*');
  if (end === undefined) return pattern === value;
  return (
    value.length >= start.length + end.length && value.startsWith(start) && value.endsWith(end)
  );
}
