{{/* The labels by which the Deployment finds its pods. They never change. */}}
{{- define "overprovisioner.selector" -}}
app.kubernetes.io/name: overprovisioner
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{/* The labels of every object. */}}
{{- define "overprovisioner.labels" -}}
{{ include "overprovisioner.selector" . }}
app.kubernetes.io/part-of: tidecast
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}
