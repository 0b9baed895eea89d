{{/* The labels of every object. */}}
{{- define "dns-cleanup.labels" -}}
app.kubernetes.io/name: dns-cleanup
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/part-of: tidecast
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}
