package platform

import (
	"fmt"
	"strings"
)

// DefaultScalingName is the name of the auto scaling configuration that every
// region has.
const DefaultScalingName = "DefaultConfiguration"

// ServiceARN names a service.
func ServiceARN(region, account, name, id string) string {
	return fmt.Sprintf("arn:aws:apprunner:%s:%s:service/%s/%s", region, account, name, id)
}

// ConnectorARN names a revision of a VPC connector.
func ConnectorARN(region, account, name string, revision int, id string) string {
	return fmt.Sprintf("arn:aws:apprunner:%s:%s:vpcconnector/%s/%d/%s", region, account, name, revision, id)
}

// DefaultScalingARN names a region's default auto scaling configuration, as App Runner does.
func DefaultScalingARN(region, account string) string {
	return fmt.Sprintf("arn:aws:apprunner:%s:%s:autoscalingconfiguration/%s/1/00000000000000000000000000000001",
		region, account, DefaultScalingName)
}

// ARN is the parsed name of an App Runner resource.
type ARN struct {
	Region, Account string
	Type            string // service, vpcconnector, autoscalingconfiguration, …
	Rest            string // what follows the type and a slash
}

// ParseARN takes an App Runner ARN apart; ok is false for anything else.
func ParseARN(s string) (arn ARN, ok bool) {
	parts := strings.SplitN(s, ":", 6)
	if len(parts) != 6 || parts[0] != "arn" || parts[2] != "apprunner" {
		return ARN{}, false
	}
	kind, rest, found := strings.Cut(parts[5], "/")
	if !found || rest == "" {
		return ARN{}, false
	}
	return ARN{Region: parts[3], Account: parts[4], Type: kind, Rest: rest}, true
}
