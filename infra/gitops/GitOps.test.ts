import { describe, expect, test } from '@jest/globals';
import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { clusterSecrets, type GitOpsValues } from '@tidecast/platform/gitops/values';
import { type RecordedResource, record } from '../recording/recorder.ts';
import { GitOps } from './GitOps.ts';

const arn = 'arn:aws:iam::123456789012:role';
const values: GitOpsValues = {
  stack: 'dev',
  region: 'eu-west-1',
  domain: 'video.acme.com',
  git: { repoUrl: 'https://github.com/acme/tidecast', revision: 'main' },
  cluster: {
    name: 'tidecast-dev',
    version: '1.35',
    vpcId: 'vpc-1',
    vpcCidr: '10.20.0.0/16',
    nodes: { min: 2, max: 6 },
  },
  roles: {
    api: `${arn}/api`,
    awsLoadBalancerController: `${arn}/balancer`,
    clusterAutoscaler: `${arn}/autoscaler`,
    externalDns: `${arn}/dns`,
    grafana: `${arn}/grafana`,
    alertmanager: `${arn}/alertmanager`,
  },
  loadBalancer: {
    certificateArn: 'arn:aws:acm:eu-west-1:123456789012:certificate/1',
    apiSecurityGroupId: 'sg-api',
    adminSecurityGroupId: 'sg-admin',
  },
  signIn: {
    hostedUiUrl: 'https://tidecast-dev-123456789012.auth.eu-west-1.amazoncognito.com',
    adminGroup: 'administrators',
  },
  api: {
    imageRepository: '123456789012.dkr.ecr.eu-west-1.amazonaws.com/api',
    environment: {
      PUBLIC_ORIGIN: 'https://video.acme.com',
      TRUSTED_PROXY_HOPS: '2',
      VIDEOS_TABLE: 'videos',
      EXPIRING_TABLE: 'expiring',
      SOURCE_BUCKET: 'source',
      MEDIA_BUCKET: 'media',
      USER_POOL_ID: 'eu-west-1_ABC',
      USER_POOL_CLIENT_ID: 'site',
      SUBMIT_QUEUE_URL: 'https://sqs.eu-west-1.amazonaws.com/123456789012/submit',
      MEDIACONVERT_QUEUE_ARN: 'arn:aws:mediaconvert:eu-west-1:123456789012:queues/encoder',
      CLOUDFRONT_DISTRIBUTION_ID: 'E123',
      CLOUDFRONT_KEY_PAIR_ID: 'K123',
    },
  },
  alerts: { topicArn: 'arn:aws:sns:eu-west-1:123456789012:alerts' },
  pipeline: {
    submitQueueName: 'submit',
    trackQueueName: 'track',
    mediaConvertQueueArn: 'arn:aws:mediaconvert:eu-west-1:123456789012:queues/encoder',
  },
};

const hidden = {
  signingKeyPem: '-----BEGIN PRIVATE KEY-----',
  argocdSecret: 'argocd-hush',
  grafanaSecret: 'grafana-hush',
};

const recording = await record(() => {
  // Stand for the nodes, and for a role's policy, which the values bring along.
  const nodes = new aws.eks.NodeGroup('nodes', {
    clusterName: 'tidecast-dev',
    nodeRoleArn: arn,
    subnetIds: [],
    scalingConfig: { minSize: 2, maxSize: 2, desiredSize: 2 },
  });
  const rolePolicy = new aws.iam.RolePolicy('role-policy', { role: 'balancer', policy: '{}' });
  new GitOps('tidecast-dev-gitops', {
    kubeconfig: '{}',
    clusterReady: [nodes],
    signingKeyPem: pulumi.secret(hidden.signingKeyPem),
    issuer: 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_ABC',
    argocdSignIn: {
      clientId: pulumi.output('argocd-client'),
      clientSecret: pulumi.secret(hidden.argocdSecret),
    },
    grafanaSignIn: {
      clientId: pulumi.output('grafana-client'),
      clientSecret: pulumi.secret(hidden.grafanaSecret),
    },
    values: pulumi.all([values, rolePolicy.urn]).apply(([known]) => known),
  });
});

function one(type: string, ending = ''): RecordedResource {
  const [found, ...others] = recording.resources.filter(
    (resource) =>
      resource.custom && resource.type.endsWith(`:${type}`) && resource.name.endsWith(ending),
  );
  if (!found || others.length > 0) throw new Error(`not one ${type} ${ending}`);
  return found;
}

const byUrn = new Map(recording.resources.map((resource) => [resource.urn, resource]));

/** Everything that must be there before a resource, and goes after it. */
function prerequisites(resource: RecordedResource, seen = new Set<string>()): Set<string> {
  for (const urn of resource.dependsOn) {
    const found = byUrn.get(urn);
    if (!found || seen.has(found.name)) continue;
    seen.add(found.name);
    prerequisites(found, seen);
  }
  return seen;
}

const application = one('Application');
const release = one('Release');
const secrets = recording.resources.filter(({ type }) => type.endsWith(':Secret'));

describe('order', () => {
  test('the root Application comes last, and goes first', () => {
    const names = prerequisites(application);
    for (const { name, urn, custom } of recording.resources) {
      if (!custom || urn === application.urn || name.endsWith('-cluster')) continue;
      expect(names).toContain(name);
    }
  });

  test('controllers keep nodes and permissions until they have cleared up', () => {
    expect(prerequisites(application)).toContain('nodes');
    expect(prerequisites(application)).toContain('role-policy');
  });

  test('Argo CD starts on nodes, with its credentials there, and stays while its project is', () => {
    const names = prerequisites(release);
    expect(names).toContain('nodes');
    for (const secret of secrets) expect(names).toContain(secret.name);
    expect(names).toContain(one('PriorityClass').name);
    expect(prerequisites(one('AppProject'))).toContain(release.name);
    expect(prerequisites(application)).toContain(one('AppProject').name);
  });

  test('namespaces are emptied while volumes still have their driver', () => {
    for (const name of ['argocd', 'monitoring', 'video']) {
      expect(prerequisites(one('Namespace', `-${name}`))).toContain('nodes');
    }
  });
});

describe('secrets', () => {
  test.each([
    [clusterSecrets.playbackKey, { CLOUDFRONT_PRIVATE_KEY: hidden.signingKeyPem }],
    [
      clusterSecrets.argocdSignIn,
      { 'client-id': 'argocd-client', 'client-secret': hidden.argocdSecret },
    ],
    [
      clusterSecrets.grafana,
      {
        'client-id': 'grafana-client',
        'client-secret': hidden.grafanaSecret,
        'admin-user': 'admin',
        'admin-password': expect.stringMatching(/^\w{40}$/),
      },
    ],
  ])('%j is where the charts look, and kept secret', ({ name, namespace }, data) => {
    const secret = secrets.find(({ inputs }) =>
      JSON.stringify(inputs.metadata).includes(`"name":"${name}"`),
    );
    expect(secret?.inputs).toMatchObject({ metadata: { name, namespace }, stringData: data });
    expect(secret?.secretInputs).toContain('stringData');
  });

  test('Argo CD may read its own', () => {
    expect(one('Secret', '-argocd-sign-in').inputs.metadata).toMatchObject({
      labels: { 'app.kubernetes.io/part-of': 'argocd' },
    });
  });

  test('stand nowhere else, and the way into the cluster is one', () => {
    const shown = recording.resources.filter(({ type }) => !type.endsWith(':Secret'));
    for (const { inputs } of shown) {
      for (const text of Object.values(hidden)) expect(JSON.stringify(inputs)).not.toContain(text);
    }
    expect(one('kubernetes').secretInputs).toEqual(['kubeconfig']);
    expect(release.secretInputs).toEqual([]);
    expect(application.secretInputs).toEqual([]);
  });
});

test('objects are applied by the server, ours by force, and secrets change in place', () => {
  expect(one('kubernetes').inputs).toMatchObject({
    enableServerSideApply: 'true',
    enablePatchForce: 'true',
    enableSecretMutable: 'true',
  });
});

test('the platform has a priority of its own, above the API and below Kubernetes', () => {
  expect(one('PriorityClass').inputs).toMatchObject({
    metadata: { name: 'platform-critical' },
    value: 10_000_000,
    globalDefault: false,
    preemptionPolicy: 'PreemptLowerPriority',
  });
});

test('pods of ours are held to the restricted standard', () => {
  for (const name of ['argocd', 'video']) {
    expect(one('Namespace', `-${name}`).inputs).toMatchObject({
      metadata: { name, labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } },
    });
  }
});

test('Argo CD is one version of one chart, and a start that fails leaves nothing behind', () => {
  expect(release.inputs).toMatchObject({
    name: 'argocd',
    chart: 'argo-cd',
    version: '10.1.1',
    repositoryOpts: { repo: 'https://argoproj.github.io/argo-helm' },
    namespace: 'argocd',
    atomic: true,
  });
});

describe('the root Application', () => {
  test('hands over the values as they are', () => {
    expect(application.inputs).toMatchObject({
      apiVersion: 'argoproj.io/v1alpha1',
      metadata: { name: 'tidecast', namespace: 'argocd' },
      spec: {
        project: 'bootstrap',
        source: {
          repoURL: 'https://github.com/acme/tidecast',
          targetRevision: 'main',
          path: 'argocd',
        },
        destination: { server: 'https://kubernetes.default.svc', namespace: 'argocd' },
      },
    });
    expect(application.inputs).toHaveProperty('spec.source.helm.valuesObject', values);
  });

  test('is kept as git has it, and deleted with all it brought', () => {
    expect(application.inputs).toMatchObject({
      metadata: { finalizers: ['resources-finalizer.argocd.argoproj.io'] },
      spec: {
        syncPolicy: {
          automated: { prune: true, selfHeal: true },
          // Never given up, and each time with what git says by then.
          retry: { limit: -1, refresh: true },
          syncOptions: ['ServerSideApply=true', 'CreateNamespace=false'],
        },
      },
    });
  });

  test('does not differ from git by what Argo CD notes on its children', () => {
    expect(application.inputs).toMatchObject({
      spec: {
        ignoreDifferences: [
          {
            group: 'argoproj.io',
            kind: 'Application',
            jsonPointers: ['/operation', '/metadata/annotations/argocd.argoproj.io~1refresh'],
          },
        ],
      },
    });
  });

  test('is bounded by its project', () => {
    const { inputs } = one('AppProject');
    expect(inputs).toMatchObject({
      metadata: { name: 'bootstrap', namespace: 'argocd' },
      spec: {
        sourceRepos: ['https://github.com/acme/tidecast'],
        destinations: [{ server: 'https://kubernetes.default.svc', namespace: 'argocd' }],
        clusterResourceWhitelist: [{ group: '', kind: 'Namespace' }],
      },
    });
    expect(JSON.stringify(inputs)).not.toContain('*');
  });
});
