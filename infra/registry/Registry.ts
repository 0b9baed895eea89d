import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { imageLifecycle } from './image-lifecycle.ts';

export interface RegistryArgs {
  /** True: it cannot be deleted by mistake. False: destroying the stack deletes its images with it. */
  readonly protect: boolean;
}

/**
 * The repository of the API's images. Tags are immutable, so that the tag in git determines what
 * runs.
 */
export class Registry extends pulumi.ComponentResource {
  readonly repositoryArn: pulumi.Output<string>;
  /** `<account>.dkr.ecr.<region>.amazonaws.com/<name>`, without a tag. */
  readonly repositoryUrl: pulumi.Output<string>;

  constructor(name: string, args: RegistryArgs, opts?: pulumi.ComponentResourceOptions) {
    super('tidecast:registry:Registry', name, {}, opts);
    const repository = new aws.ecr.Repository(
      `${name}-api`,
      {
        imageTagMutability: 'IMMUTABLE',
        imageScanningConfiguration: { scanOnPush: true },
        encryptionConfigurations: [{ encryptionType: 'AES256' }],
        forceDelete: !args.protect,
      },
      { parent: this, protect: args.protect },
    );
    new aws.ecr.LifecyclePolicy(
      `${name}-api`,
      { repository: repository.name, policy: JSON.stringify(imageLifecycle()) },
      { parent: this },
    );

    this.repositoryArn = repository.arn;
    this.repositoryUrl = repository.repositoryUrl;
    this.registerOutputs({
      repositoryArn: this.repositoryArn,
      repositoryUrl: this.repositoryUrl,
    });
  }
}
