{{/* The labels by which Services, policies and the Deployment find the pods. They never change. */}}
{{- define "api.selector" -}}
app.kubernetes.io/name: api
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{/* The labels of every object. */}}
{{- define "api.labels" -}}
{{ include "api.selector" . }}
app.kubernetes.io/part-of: tidecast
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{/* The image by digest, or else by its tag. */}}
{{- define "api.image" -}}
{{- with .Values.image -}}
{{ .repository }}{{ if .digest }}@{{ .digest }}{{ else }}:{{ .tag }}{{ end }}
{{- end }}
{{- end }}

{{/*
Seconds from "please leave" to the kill. After the pause of preStop and the drain, the process cuts
off requests after 20 s and waits another 20 for work behind them (usualLimitSeconds
in apps/api/src/lifecycle.ts); 5 are to spare.
*/}}
{{- define "api.gracePeriod" -}}
{{ add .Values.drain.preStopSeconds .Values.drain.serveSeconds 20 20 5 }}
{{- end }}
