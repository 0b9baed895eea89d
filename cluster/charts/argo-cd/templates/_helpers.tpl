{{/* Labels of everything. Takes `root`, and `component` as the real chart calls it. */}}
{{- define "standIn.labels" -}}
helm.sh/chart: {{ .root.Chart.Name }}-{{ .root.Chart.Version }}-stand-in
{{ include "standIn.selector" . }}
app.kubernetes.io/component: {{ .component }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
app.kubernetes.io/part-of: argocd
app.kubernetes.io/version: {{ .root.Chart.AppVersion }}
{{- end }}

{{/* By which the pods of a component are known. */}}
{{- define "standIn.selector" -}}
app.kubernetes.io/name: {{ .root.Values.fullnameOverride }}-{{ .component }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
{{- end }}

{{- define "standIn.containerSecurityContext" -}}
allowPrivilegeEscalation: false
capabilities:
  drop: [ALL]
readOnlyRootFilesystem: true
runAsNonRoot: true
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{- define "standIn.affinity" -}}
podAntiAffinity:
  preferredDuringSchedulingIgnoredDuringExecution:
    - weight: 100
      podAffinityTerm:
        labelSelector:
          matchLabels:
            app.kubernetes.io/name: {{ .root.Values.fullnameOverride }}-{{ .component }}
        topologyKey: kubernetes.io/hostname
{{- end }}

{{/* Takes `root` and `own`, the values of a component. */}}
{{- define "standIn.priority" -}}
{{- with default .root.Values.global.priorityClassName .own.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- end }}

{{/*
The pod of one of Argo CD's own programs. Takes `root`, `component`, `own`, `args`, and `ports` as a
list of names and numbers.
*/}}
{{- define "standIn.pod" -}}
metadata:
  annotations:
    # Programs read their settings when they start.
    checksum/cm: {{ toJson .root.Values.configs | sha256sum }}
  labels:
    {{- include "standIn.labels" . | nindent 4 }}
spec:
  terminationGracePeriodSeconds: 30
  serviceAccountName: {{ .root.Values.fullnameOverride }}-{{ .component }}
  automountServiceAccountToken: true
  {{- include "standIn.priority" . | nindent 2 }}
  containers:
    - name: {{ .component }}
      image: quay.io/argoproj/argocd:{{ .root.Chart.AppVersion }}
      imagePullPolicy: IfNotPresent
      args:
        {{- toYaml .args | nindent 8 }}
      ports:
        {{- range .ports }}
        - name: {{ first . }}
          containerPort: {{ last . }}
          protocol: TCP
        {{- end }}
      readinessProbe:
        httpGet:
          path: /healthz
          port: {{ .probe }}
        initialDelaySeconds: 10
        periodSeconds: 10
      resources:
        {{- toYaml .own.resources | nindent 8 }}
      securityContext:
        {{- include "standIn.containerSecurityContext" . | nindent 8 }}
      volumeMounts:
        - name: tmp
          mountPath: /tmp
  affinity:
    {{- include "standIn.affinity" . | nindent 4 }}
  nodeSelector:
    kubernetes.io/os: linux
  volumes:
    - name: tmp
      emptyDir: {}
{{- end }}
