{{/* The labels of every object. */}}
{{- define "observability.labels" -}}
app.kubernetes.io/name: observability
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/part-of: tidecast
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}
