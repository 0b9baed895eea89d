import { connectionSeconds } from '@tidecast/platform/delivery/connections';
import {
  certificateArn,
  domainName,
  imageRepository,
  region,
  roleArn,
  securityGroupId,
  vpcCidr,
} from '@tidecast/platform/environment/formats';
import { clusterApiEnvironmentSchema } from '@tidecast/platform/gitops/values';
import { z } from 'zod';

const kubernetesName = z
  .string()
  .regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/)
  .meta({ description: 'A valid Kubernetes name (RFC 1123 label).' });
const cpu = z.string().regex(/^[1-9][0-9]*m?$/);
const memory = z.string().regex(/^[1-9][0-9]*(Mi|Gi)$/);

/**
 * JSON Schema's conditions, which zod cannot express: when one condition holds, another must hold
 * too. Helm then names what is missing instead of reporting that none of two alternatives matches.
 */
function when(condition: object, then: object) {
  return { if: { properties: condition }, then };
}
const yes = { const: true };

/** The values of the API's chart: values.yaml says what each is for, and has the defaults. */
export const apiChartValuesSchema = z
  .strictObject({
    region,
    image: z
      .strictObject({
        repository: imageRepository,
        tag: z
          .string()
          .regex(/^(sha-[0-9a-f]{7,40}|v?[0-9]+\.[0-9]+\.[0-9]+)$/)
          .meta({ description: 'Named after a commit or a release, so that it never moves.' })
          .optional(),
        digest: z
          .string()
          .regex(/^sha256:[0-9a-f]{64}$/)
          .optional(),
      })
      .meta({ anyOf: [{ required: ['tag'] }, { required: ['digest'] }] }),
    environment: clusterApiEnvironmentSchema,
    playbackKey: z.strictObject({ secretName: kubernetesName }).optional(),
    replicas: z.int().min(1).max(100).optional(),
    resources: z
      .strictObject({
        requests: z.strictObject({ cpu, memory }),
        limits: z.strictObject({ cpu: cpu.optional(), memory }),
      })
      .optional(),
    priorityClassName: kubernetesName.optional(),
    drain: z
      .strictObject({
        preStopSeconds: z.int().min(5).max(120),
        serveSeconds: z.int().min(0).max(120),
      })
      .optional(),
    serviceAccount: z
      .strictObject({ create: z.boolean(), name: kubernetesName, roleArn: roleArn.optional() })
      .meta(when({ create: yes }, { required: ['roleArn'] }))
      .optional(),
    service: z.strictObject({ enabled: z.boolean() }).optional(),
    autoscaling: z
      .strictObject({
        enabled: z.boolean(),
        minReplicas: z.int().min(2).max(100),
        maxReplicas: z.int().min(2).max(100),
        targetCpuPercent: z.int().min(10).max(90),
      })
      .optional(),
    disruptionBudget: z
      .strictObject({ enabled: z.boolean(), maxUnavailable: z.int().min(1) })
      .optional(),
    ingress: z
      .strictObject({
        enabled: z.boolean(),
        host: domainName.optional(),
        certificateArn: certificateArn.optional(),
        securityGroupId: securityGroupId.optional(),
        sslPolicy: z
          .string()
          .regex(
            /^ELBSecurityPolicy-TLS13-1-[23](-Res|-Ext[12])?(-FIPS)?(-PQ)?-20[2-9][0-9]-[0-9]{2}$/,
          )
          .meta({ description: 'Only policies that speak TLS 1.3 and nothing below 1.2.' }),
        idleTimeoutSeconds: z
          .int()
          .min(2 * connectionSeconds.heartbeat)
          .max(connectionSeconds.apiKeepAlive - 1),
      })
      .meta(when({ enabled: yes }, { required: ['host', 'certificateArn', 'securityGroupId'] }))
      .optional(),
    networkPolicy: z
      .strictObject({
        enabled: z.boolean(),
        vpcCidr: vpcCidr.optional(),
        monitoringNamespace: kubernetesName,
      })
      .meta(when({ enabled: yes }, { required: ['vpcCidr'] }))
      .optional(),
    podMonitor: z
      .strictObject({ enabled: z.boolean(), interval: z.string().regex(/^[1-9][0-9]*(s|m)$/) })
      .optional(),
  })
  .meta({
    title: 'Values of the api chart',
    ...when(
      { ingress: { properties: { enabled: yes } } },
      { properties: { service: { properties: { enabled: yes } } } },
    ),
  });
