{{/*
Values of Grafana, a chart within kube-prometheus-stack. It keeps nothing: dashboards and data
sources come from git, people from Cognito.
*/}}
{{- define "tidecast.grafana" -}}
fullnameOverride: grafana
revisionHistoryLimit: 2
priorityClassName: {{ include "tidecast.platformPriority" . }}
serviceAccount:
  name: grafana
  annotations:
    {{- include "tidecast.roleAnnotation" .Values.roles.grafana | nindent 4 }}
# Its own namespace is all it may look into: elsewhere are secrets.
rbac:
  namespaced: true
testFramework:
  enabled: false
admin:
  # Made by Pulumi: the chart's own would draw another password at every rendering.
  existingSecret: grafana
  userKey: admin-user
  passwordKey: admin-password
envValueFrom:
  GF_AUTH_GENERIC_OAUTH_CLIENT_ID:
    secretKeyRef:
      name: grafana
      key: client-id
  GF_AUTH_GENERIC_OAUTH_CLIENT_SECRET:
    secretKeyRef:
      name: grafana
      key: client-secret
grafana.ini:
  server:
    root_url: https://grafana.{{ .Values.domain }}
  analytics:
    check_for_updates: false
    check_for_plugin_updates: false
    reporting_enabled: false
  plugins:
    # Renewing those that the image brings fails on its read-only files, and ends them.
    preinstall_disabled: true
  security:
    cookie_secure: true
    strict_transport_security: true
    disable_gravatar: true
  users:
    allow_sign_up: false
  auth:
    # The administrator's password is for the sidecars, and for when Cognito is away.
    disable_login_form: true
  auth.generic_oauth:
    enabled: true
    name: Cognito
    scopes: openid email profile
    auth_url: {{ .Values.signIn.hostedUiUrl }}/oauth2/authorize
    token_url: {{ .Values.signIn.hostedUiUrl }}/oauth2/token
    api_url: {{ .Values.signIn.hostedUiUrl }}/oauth2/userInfo
    use_pkce: true
    allow_sign_up: true
    login_attribute_path: email
    # Whoever is not in the group gets no role, and without a role nobody gets in.
    role_attribute_path: contains("cognito:groups"[*], '{{ .Values.signIn.adminGroup }}') && 'Admin'
    role_attribute_strict: true
additionalDataSources:
  - name: CloudWatch
    type: cloudwatch
    uid: cloudwatch
    access: proxy
    editable: false
    jsonData:
      authType: default
      defaultRegion: {{ .Values.region }}
sidecar:
  resources:
    requests:
      cpu: 10m
      memory: 96Mi
    limits:
      memory: 192Mi
  securityContext:
    allowPrivilegeEscalation: false
    readOnlyRootFilesystem: true
    capabilities:
      drop: [ALL]
    seccompProfile:
      type: RuntimeDefault
  dashboards:
    # A config map here with the label `grafana_dashboard: "1"` is a dashboard; its annotation
    # `grafana_folder` names the folder.
    searchNamespace: monitoring
    resource: configmap
    folderAnnotation: grafana_folder
    provider:
      foldersFromFilesStructure: true
    extraMounts:
      - name: temporary
        mountPath: /tmp
  datasources:
    resource: configmap
    extraMounts:
      - name: temporary
        mountPath: /tmp
resources:
  requests:
    cpu: 50m
    memory: 256Mi
  limits:
    memory: 512Mi
containerSecurityContext:
  privileged: false
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities:
    drop: [ALL]
  seccompProfile:
    type: RuntimeDefault
# The one place where its containers may write.
extraEmptyDirMounts:
  - name: temporary
    mountPath: /tmp
ingress:
  enabled: true
  ingressClassName: alb
  hosts:
    - grafana.{{ .Values.domain }}
  annotations:
    {{- include "tidecast.adminLoadBalancer" . | nindent 4 }}
    alb.ingress.kubernetes.io/healthcheck-path: /api/health
{{- end }}
