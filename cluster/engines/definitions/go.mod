// CustomResourceDefinitions are read out of these modules; nothing of them is built.
module tidecast.engines/definitions

go 1.26.2

require (
	github.com/argoproj/argo-cd/v3 v3.2.11
	github.com/prometheus-operator/prometheus-operator v0.93.1
	sigs.k8s.io/aws-load-balancer-controller v0.0.0-20260505182222-46816a2070db // v3.3.0
)
