/** Days that an untagged image is kept; an interrupted push leaves one behind. */
const untaggedDays = 7;
/** Tagged images to keep: a rollback can go this many releases back. */
const taggedImages = 50;

/** Which images ECR deletes (ECR User Guide, "Lifecycle policy properties in Amazon ECR"). */
export function imageLifecycle() {
  return {
    rules: [
      {
        rulePriority: 1,
        description: `Untagged for ${untaggedDays} days`,
        selection: {
          tagStatus: 'untagged',
          countType: 'sinceImagePushed',
          countUnit: 'days',
          countNumber: untaggedDays,
        },
        action: { type: 'expire' },
      },
      {
        rulePriority: 2,
        description: `All but the last ${taggedImages} tagged`,
        selection: {
          tagStatus: 'tagged',
          tagPatternList: ['*'],
          countType: 'imageCountMoreThan',
          countNumber: taggedImages,
        },
        action: { type: 'expire' },
      },
    ],
  };
}
