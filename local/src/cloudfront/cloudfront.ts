import type { ServerResponse } from 'node:http';
import { AwsError } from '../aws/errors.ts';
import { escapeXml, readBody, sendXml } from '../aws/messages.ts';
import { type AwsRequest, type AwsService, localAccount } from '../aws/service.ts';
import { parseInvalidationBatch } from './invalidation-batch.ts';
import { type Invalidation, InvalidationStore } from './invalidation-store.ts';

export interface CloudFrontOptions {
  readonly dataDir: string;
  /** The distributions there are, by id. */
  readonly distributions: Readonly<Record<string, { readonly domainName: string }>>;
  /** Forgets what is cached under the paths, each of which may end in `*`. */
  readonly purge: (distributionId: string, paths: readonly string[]) => void;
}

const namespace = 'http://cloudfront.amazonaws.com/doc/2020-05-31/';
const apiPath = /^\/2020-05-31\/distribution\/([^/]+)(?:\/(invalidation)(?:\/([^/]+))?)?\/?$/;

/** Far more than the 3,000 paths that CloudFront takes at a time need, in bytes. */
const maxBatchBytes = 4 * 1024 * 1024;

/** The emulated CloudFront: invalidations of the local edge, done once they are asked for. */
export function createCloudFront(options: CloudFrontOptions): AwsService {
  const store = new InvalidationStore(options.dataDir);
  const { distributions, purge } = options;

  return {
    signingName: 'cloudfront',
    protocol: 'rest-xml',

    async handle(request, response) {
      const [, id = '', invalidations, invalidationId] = apiPath.exec(request.rawPath) ?? [];
      const route = [request.method, invalidations, invalidationId && 'id']
        .filter(Boolean)
        .join(' ');
      if (id === '') throw notEmulated(request);
      const distribution = Object.hasOwn(distributions, id) ? distributions[id] : undefined;
      if (!distribution)
        throw new AwsError('NoSuchDistribution', 'The specified distribution does not exist.', 404);

      if (route === 'GET') sendDistribution(response, id, distribution.domainName);
      else if (route === 'POST invalidation') await create(request, response, id);
      else if (route === 'GET invalidation') list(request, response, id);
      else if (route === 'GET invalidation id') {
        const found = store.byId(id, invalidationId ?? '');
        if (!found)
          throw new AwsError(
            'NoSuchInvalidation',
            'The specified invalidation does not exist.',
            404,
          );
        sendXml(response, 200, invalidationXml(found, ` xmlns="${namespace}"`));
      } else throw notEmulated(request);
    },

    async close() {
      store.close();
    },
  };

  async function create(request: AwsRequest, response: ServerResponse, distributionId: string) {
    const { callerReference, paths } = parseInvalidationBatch(
      (await readBody(request, maxBatchBytes)).toString('utf8'),
    );
    const before = store.byReference(distributionId, callerReference);
    if (before && before.paths.join('\n') !== paths.join('\n'))
      throw new AwsError(
        'InvalidationBatchAlreadyExists',
        'There was an invalidation of other paths with the same caller reference.',
        409,
      );
    // Purged again even if known: a kill may have come between the note and the deed.
    purge(distributionId, paths);
    const invalidation = before ?? store.add({ distributionId, callerReference, paths });
    const { host = '' } = request.headers;
    response.setHeader('location', `http://${host}${request.rawPath}/${invalidation.id}`);
    sendXml(response, 201, invalidationXml(invalidation, ` xmlns="${namespace}"`));
  }

  function list({ url }: AwsRequest, response: ServerResponse, distributionId: string) {
    const limit = Math.min(Number(url.searchParams.get('MaxItems') ?? 100), 100);
    if (!Number.isInteger(limit) || limit < 1)
      throw new AwsError('InvalidArgument', 'MaxItems must be a number from 1 on.');
    const marker = url.searchParams.get('Marker') ?? '';
    const found = store.list(distributionId, limit, marker || undefined);
    const items = found.slice(0, limit);
    const truncated = found.length > limit;
    const next = truncated ? `<NextMarker>${items.at(-1)?.id}</NextMarker>` : '';
    const summaries = items.map(
      (item) =>
        `<InvalidationSummary><Id>${item.id}</Id>${createTime(item)}` +
        '<Status>Completed</Status></InvalidationSummary>',
    );
    sendXml(
      response,
      200,
      `<InvalidationList xmlns="${namespace}"><Marker>${escapeXml(marker)}</Marker>${next}` +
        `<MaxItems>${limit}</MaxItems><IsTruncated>${truncated}</IsTruncated>` +
        `<Quantity>${items.length}</Quantity><Items>${summaries.join('')}</Items></InvalidationList>`,
    );
  }
}

function sendDistribution(response: ServerResponse, id: string, domainName: string): void {
  response.setHeader('etag', 'LOCAL');
  sendXml(
    response,
    200,
    `<Distribution xmlns="${namespace}"><Id>${escapeXml(id)}</Id>` +
      `<ARN>arn:aws:cloudfront::${localAccount.accountId}:distribution/${escapeXml(id)}</ARN>` +
      '<Status>Deployed</Status><LastModifiedTime>1970-01-01T00:00:00Z</LastModifiedTime>' +
      '<InProgressInvalidationBatches>0</InProgressInvalidationBatches>' +
      `<DomainName>${escapeXml(domainName)}</DomainName></Distribution>`,
  );
}

function invalidationXml(invalidation: Invalidation, attributes: string): string {
  const paths = invalidation.paths.map((path) => `<Path>${escapeXml(path)}</Path>`);
  return (
    `<Invalidation${attributes}><Id>${invalidation.id}</Id><Status>Completed</Status>` +
    `${createTime(invalidation)}<InvalidationBatch><Paths><Quantity>${paths.length}</Quantity>` +
    `<Items>${paths.join('')}</Items></Paths>` +
    `<CallerReference>${escapeXml(invalidation.callerReference)}</CallerReference>` +
    '</InvalidationBatch></Invalidation>'
  );
}

function createTime({ createdAt }: Invalidation): string {
  return `<CreateTime>${new Date(createdAt).toISOString()}</CreateTime>`;
}

function notEmulated({ method, rawPath }: AwsRequest): AwsError {
  return new AwsError(
    'InvalidAction',
    `the local CloudFront does not emulate ${method} ${rawPath}`,
    404,
  );
}
