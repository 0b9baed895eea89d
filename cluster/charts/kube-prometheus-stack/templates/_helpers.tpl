{{/* Labels of what belongs to the operator, Prometheus or Alertmanager. Takes `root` and `app`. */}}
{{- define "standIn.labels" -}}
app: {{ .root.Values.fullnameOverride }}-{{ .app }}
chart: {{ .root.Chart.Name }}-{{ .root.Chart.Version }}-stand-in
release: {{ .root.Release.Name }}
heritage: {{ .root.Release.Service }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
app.kubernetes.io/part-of: {{ .root.Values.fullnameOverride }}
{{- end }}

{{/* Labels of what belongs to one of the charts within. Takes `root` and `name`. */}}
{{- define "standIn.partLabels" -}}
helm.sh/chart: {{ .root.Chart.Name }}-{{ .root.Chart.Version }}-stand-in
{{ include "standIn.partSelector" . }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
release: {{ .root.Release.Name }}
{{- end }}

{{- define "standIn.partSelector" -}}
app.kubernetes.io/name: {{ .name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
{{- end }}

{{/* What the real charts demand of a pod where we say nothing. */}}
{{- define "standIn.nobody" -}}
fsGroup: 65534
runAsGroup: 65534
runAsNonRoot: true
runAsUser: 65534
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{- define "standIn.confined" -}}
allowPrivilegeEscalation: false
capabilities:
  drop: [ALL]
readOnlyRootFilesystem: true
{{- end }}

{{/* Of which monitors and rules Prometheus takes notice. Takes `root` and `own`. */}}
{{- define "standIn.monitorSelector" -}}
{{- if .own }}
matchLabels:
  release: {{ .root.Release.Name }}
{{- else }}
{}
{{- end }}
{{- end }}

{{/* The custom resources' name. */}}
{{- define "standIn.crName" -}}
{{- if .root.Values.cleanPrometheusOperatorObjectNames -}}
{{ .root.Values.fullnameOverride }}
{{- else -}}
{{ .root.Values.fullnameOverride }}-{{ .app }}
{{- end }}
{{- end }}
