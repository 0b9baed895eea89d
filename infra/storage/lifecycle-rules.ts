import type * as aws from '@pulumi/aws';
import { unfinishedUploadDays } from '@tidecast/platform/storage/uploads';

type Rule = aws.types.input.s3.BucketLifecycleConfigurationRule;
type Transition = aws.types.input.s3.BucketLifecycleConfigurationRuleTransition;

/** How long objects are kept, and where. */
export interface Lifecycle {
  /**
   * Days for which overwritten or deleted objects can be restored before they are gone for good.
   * When absent, they are gone at once.
   */
  readonly undoDays?: number;
  /** Days after which an object is deleted; never when absent. */
  readonly expireDays?: number;
  /** Whether objects are rarely read once they are a month old. */
  readonly rarelyRead?: boolean;
}

/**
 * Storage classes that cost less per gigabyte and more per read, with immediate access:
 * MediaConvert reads a source from them as from the standard class. S3 moves nothing to Standard-IA
 * before 30 days (S3 User Guide, "Transitioning objects using Amazon S3 Lifecycle"); Glacier
 * Instant Retrieval is meant for what is read once a quarter.
 */
const coolingDown: Transition[] = [
  { days: 30, storageClass: 'STANDARD_IA' },
  { days: 90, storageClass: 'GLACIER_IR' },
];

/** Lifecycle rules over the whole of a bucket. Parts of abandoned uploads are always deleted. */
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
      // A deletion leaves a marker, which remains after the last version is gone.
      expiration: { expiredObjectDeleteMarker: true },
    });
  if (expireDays !== undefined) rules.push({ id: 'expire', expiration: { days: expireDays } });
  if (rarelyRead) rules.push({ id: 'cool-down', transitions: coolingDown });
  return rules.map((rule) => ({ ...rule, status: 'Enabled', filter: { prefix: '' } }));
}
