{{/*
What the metadata of every Application has in common. Waves order the first start and, backwards,
the end: a parent waits for its children's health (Argo CD's release holds that check), and deletes
the last wave first.

  -5 projects and namespaces       -2 external-dns, priority classes
  -4 definitions for monitors      -1 what takes DNS records away at the end
  -3 controllers of the cluster     0 what is reached from outside, and what watches it

Nothing waits for the last wave, and nothing in it for anything else in it. So all that hangs on what
is outside the cluster is there: without a released image the API does not become healthy, without a
load balancer no Ingress does, and neither may keep monitoring away or a newer commit out.

Takes `name` and `wave`.
*/}}
{{- define "tidecast.metadata" -}}
name: {{ .name }}
namespace: argocd
labels:
  app.kubernetes.io/part-of: tidecast
annotations:
  argocd.argoproj.io/sync-wave: {{ .wave | quote }}
finalizers:
  # Deleted with everything it made.
  - resources-finalizer.argocd.argoproj.io
{{- end }}

{{/*
Where an Application puts things, and how it keeps them so: what git says, at once and for good.
Takes `namespace`, `options` as further sync options, and `heals`, false for a chart that says something
else at every rendering.
*/}}
{{- define "tidecast.sync" -}}
destination:
  server: https://kubernetes.default.svc
  namespace: {{ .namespace }}
revisionHistoryLimit: 2
syncPolicy:
  automated:
    prune: true
    selfHeal: {{ if hasKey . "heals" }}{{ .heals }}{{ else }}true{{ end }}
  # Ten minutes in all, each time with the newest commit. No longer: whatever has changed here
  # meanwhile, a version or a value, waits until the sync that began before is given up.
  retry:
    limit: 8
    refresh: true
    backoff:
      duration: 10s
      factor: 2
      maxDuration: 2m
  syncOptions:
    # Definitions are larger than the annotation that client-side apply would write.
    - ServerSideApply=true
    {{- range .options }}
    - {{ . }}
    {{- end }}
{{- end }}

{{/*
The priority of the platform's pods, which Pulumi makes (infra/gitops/platform-priority.ts): above the
API's, so that no crowd pushes them out.
*/}}
{{- define "tidecast.platformPriority" -}}
platform-critical
{{- end }}

{{/* Which records external-dns takes for its own. */}}
{{- define "tidecast.dnsRecords" -}}
txtOwnerId: {{ .Values.cluster.name }}
domainFilters:
  - {{ .Values.domain }}
{{- end }}

{{/* Where else than in the zone of our very domain it looks for them. */}}
{{- define "tidecast.dnsArguments" -}}
# The zone may be that of a domain above ours.
- --aws-zone-match-parent
- --aws-zone-type=public
{{- end }}

{{/* TLS 1.3, and 1.2 with forward secrecy. */}}
{{- define "tidecast.sslPolicy" -}}
ELBSecurityPolicy-TLS13-1-2-Res-2021-06
{{- end }}

{{/*
The load balancer that Argo CD and Grafana share. Every Ingress of a group must say the same of it,
or the controller touches none of them.
*/}}
{{- define "tidecast.adminLoadBalancer" -}}
alb.ingress.kubernetes.io/group.name: tidecast-admin
alb.ingress.kubernetes.io/scheme: internet-facing
alb.ingress.kubernetes.io/target-type: ip
alb.ingress.kubernetes.io/backend-protocol: HTTP
alb.ingress.kubernetes.io/listen-ports: '[{"HTTP":80},{"HTTPS":443}]'
alb.ingress.kubernetes.io/ssl-redirect: '443'
alb.ingress.kubernetes.io/certificate-arn: {{ .Values.loadBalancer.certificateArn }}
alb.ingress.kubernetes.io/ssl-policy: {{ include "tidecast.sslPolicy" . }}
alb.ingress.kubernetes.io/security-groups: {{ .Values.loadBalancer.adminSecurityGroupId }}
# The group above rules who comes in; the way on to the pods the controller opens.
alb.ingress.kubernetes.io/manage-backend-security-group-rules: 'true'
alb.ingress.kubernetes.io/load-balancer-attributes: routing.http.drop_invalid_header_fields.enabled=true
alb.ingress.kubernetes.io/success-codes: '200'
{{- end }}

{{/* The service account annotation by which a pod takes an IAM role. Takes the role's ARN. */}}
{{- define "tidecast.roleAnnotation" -}}
eks.amazonaws.com/role-arn: {{ . }}
{{- end }}
