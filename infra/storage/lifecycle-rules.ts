import type * as aws from '@pulumi/aws';
import { unfinishedUploadDays } from '@tidecast/platform/storage/uploads';

type Rule = aws.types.input.s3.BucketLifecycleConfigurationRule;
type Transition = aws.types.input.s3.BucketLifecycleConfigurationRuleTransition;

/** What becomes of objects with time. */
export interface Lifecycle {
  /**
   * Days for which what was overwritten or deleted can be had back. Then it is gone for good. Absent:
   * it is gone at once.
   */
  readonly undoDays?: number;
  /** Days after which an object is deleted. Absent: never. */
  readonly expireDays?: number;
  /** Whether objects are hardly read once they are a month old. */
  readonly rarelyRead?: boolean;
}

/**
 * Cheaper by the gigabyte, dearer by the read, and read at once: MediaConvert takes a source from
 * them as from the standard class. S3 moves nothing to Standard-IA before 30 days (S3 User Guide,
 * "Transitioning objects using Amazon S3 Lifecycle"); Glacier Instant Retrieval is meant for what is
 * read once a quarter.
 */
const coolingDown: Transition[] = [
  { days: 30, storageClass: 'STANDARD_IA' },
  { days: 90, storageClass: 'GLACIER_IR' },
];

/** Lifecycle rules over the whole of a bucket. Parts of uploads that were given up always go. */
export function lifecycleRules({ undoDays, expireDays, rarelyRead }: Lifecycle): Rule[] {
  const rules: Omit<Rule, 'status' | 'filter'>[] = [
    {
      id: 'abort-unfinished-uploads',
      abortIncompleteMultipartUpload: { daysAfterInitiation: unfinishedUploadDays },
    },
  ];
  if (undoDays !== undefined)
    rules.push({
      id: 'end-old-versions',
      noncurrentVersionExpiration: { noncurrentDays: undoDays },
      // A deletion leaves a marker, which S3 goes on listing when the last version under it is gone.
      expiration: { expiredObjectDeleteMarker: true },
    });
  if (expireDays !== undefined) rules.push({ id: 'expire', expiration: { days: expireDays } });
  if (rarelyRead) rules.push({ id: 'cool-down', transitions: coolingDown });
  return rules.map((rule) => ({ ...rule, status: 'Enabled', filter: { prefix: '' } }));
}
