{{/* Labels of everything. */}}
{{- define "standIn.labels" -}}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}-stand-in
{{ include "standIn.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{/* By which the pods are known. */}}
{{- define "standIn.selector" -}}
app.kubernetes.io/name: {{ .Values.cloudProvider }}-cluster-autoscaler
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}
