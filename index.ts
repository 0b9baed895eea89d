import { readConfig } from './infra/config.ts';
import { createStack } from './infra/stack.ts';

/** The Pulumi program: `npx pulumi up`. Keys of its configuration: infra/config-schema.ts. */
export const {
  siteUrl,
  argocdUrl,
  grafanaUrl,
  region,
  nameServers,
  clusterName,
  accessInstanceId,
  imageRepository,
  imageRoleArn,
  releaseRoleArn,
  previewRoleArn,
  userPoolId,
  webBucket,
  distributionId,
} = createStack(readConfig());
