package apprunner

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/apprunner"
	"github.com/aws/aws-sdk-go-v2/service/apprunner/types"

	"sallyport/internal/platform"
)

// maxEnvironment is how many environment variables a service may have:
// App Runner's limit.
const maxEnvironment = 50

// maxVariable is what Linux takes for "name=value" with the NUL at its end, in bytes: MAX_ARG_STRLEN.
const maxVariable = 128 << 10

// newConfiguration is what a new service runs: the request over the defaults.
func newConfiguration(in *apprunner.CreateServiceInput, scaling string) (platform.Configuration, error) {
	if in.EncryptionConfiguration != nil {
		return platform.Configuration{}, invalid("EncryptionConfiguration: there are no KMS keys here; leave it out, and encrypt the disk that the data directory is on")
	}
	c := platform.Configuration{
		CPU: platform.DefaultCPU, Memory: platform.DefaultMemory, Health: platform.DefaultHealthCheck,
		Egress: platform.Egress{Type: platform.EgressDefault}, Public: true, AddressType: string(types.IpAddressTypeIpv4), AutoScalingARN: scaling,
	}
	return change(c, settings{in.SourceConfiguration, in.InstanceConfiguration, in.HealthCheckConfiguration,
		in.NetworkConfiguration, in.ObservabilityConfiguration, in.AutoScalingConfigurationArn}, scaling)
}

// changeConfiguration lays an update over a service's configuration: what the
// request does not name stays as it is.
func changeConfiguration(c platform.Configuration, in *apprunner.UpdateServiceInput, scaling string) (platform.Configuration, error) {
	return change(c, settings{in.SourceConfiguration, in.InstanceConfiguration, in.HealthCheckConfiguration,
		in.NetworkConfiguration, in.ObservabilityConfiguration, in.AutoScalingConfigurationArn}, scaling)
}

// settings are what creating and updating a service have in common.
type settings struct {
	source        *types.SourceConfiguration
	instance      *types.InstanceConfiguration
	health        *types.HealthCheckConfiguration
	network       *types.NetworkConfiguration
	observability *types.ServiceObservabilityConfiguration
	scaling       *string
}

func change(c platform.Configuration, s settings, defaultScaling string) (platform.Configuration, error) {
	if o := s.observability; o != nil && o.ObservabilityEnabled {
		return c, invalid("ObservabilityConfiguration: tracing with X-Ray is not available here; leave it out or set ObservabilityEnabled to false")
	}
	if s.scaling != nil && *s.scaling != defaultScaling {
		return c, invalid("AutoScalingConfigurationArn: there is no auto scaling configuration %s; the one there is in this region is %s", *s.scaling, defaultScaling)
	}
	for _, step := range []func() error{
		func() error { return changeSource(&c, s.source) },
		func() error { return changeInstance(&c, s.instance) },
		func() error { return changeHealth(&c.Health, s.health) },
		func() error { return changeNetwork(&c, s.network) },
	} {
		if err := step(); err != nil {
			return platform.Configuration{}, err
		}
	}
	return c, nil
}

func changeSource(c *platform.Configuration, in *types.SourceConfiguration) error {
	if in == nil {
		return nil
	}
	if in.CodeRepository != nil {
		return invalid("SourceConfiguration.CodeRepository: services run from images for now; build an image of the source and use SourceConfiguration.ImageRepository")
	}
	if in.AuthenticationConfiguration != nil {
		if in.AuthenticationConfiguration.ConnectionArn != nil {
			return invalid("SourceConfiguration.AuthenticationConfiguration.ConnectionArn belongs to a CodeRepository; an ImageRepository has none")
		}
		c.AccessRoleARN = deref(in.AuthenticationConfiguration.AccessRoleArn, "")
	}
	if in.ImageRepository == nil && c.Image.Identifier == "" {
		return invalid("SourceConfiguration.ImageRepository is missing: name the image that the service runs")
	}
	if in.ImageRepository != nil {
		image, err := newImage(in.ImageRepository)
		if err != nil {
			return err
		}
		if c.Image.Identifier == "" { // of a new service: App Runner's default
			c.AutoDeployments = image.RepositoryType == platform.RepositoryECR
		}
		c.Image = image
	}
	return changeAutoDeployments(c, in.AutoDeploymentsEnabled)
}

// changeAutoDeployments keeps App Runner's rule that pushes to ECR Public start no deployments.
func changeAutoDeployments(c *platform.Configuration, enabled *bool) error {
	if enabled != nil {
		c.AutoDeployments = *enabled
	}
	if c.Image.RepositoryType == platform.RepositoryECR || !c.AutoDeployments {
		return nil
	}
	if enabled != nil {
		return invalid("SourceConfiguration.AutoDeploymentsEnabled: automatic deployments are not available for images of the ImageRepositoryType %s; "+
			"set it to false, or use the ImageRepositoryType ECR", c.Image.RepositoryType)
	}
	c.AutoDeployments = false
	return nil
}

func newImage(in *types.ImageRepository) (platform.Image, error) {
	image := platform.Image{Identifier: *in.ImageIdentifier, RepositoryType: string(in.ImageRepositoryType), Port: 8080}
	settings := in.ImageConfiguration
	if settings == nil {
		return image, nil
	}
	if len(settings.RuntimeEnvironmentSecrets) > 0 {
		return image, invalid("ImageConfiguration.RuntimeEnvironmentSecrets: there is no Secrets Manager here yet; use RuntimeEnvironmentVariables, which only this machine's root can read")
	}
	if settings.Port != nil {
		port, err := strconv.ParseUint(*settings.Port, 10, 16)
		if err != nil || port == 0 {
			return image, invalid("ImageConfiguration.Port %q is not a port: use a number from 1 to 65535", *settings.Port)
		}
		image.Port = int(port)
	}
	if n := len(settings.RuntimeEnvironmentVariables); n > maxEnvironment {
		return image, invalid("ImageConfiguration.RuntimeEnvironmentVariables has %d variables; a service may have %d", n, maxEnvironment)
	}
	for name, value := range settings.RuntimeEnvironmentVariables {
		if err := checkVariable(name, value); err != nil {
			return image, err
		}
	}
	image.Environment = settings.RuntimeEnvironmentVariables
	image.StartCommand = deref(settings.StartCommand, "")
	if strings.ContainsRune(image.StartCommand, 0) {
		return image, invalid("ImageConfiguration.StartCommand holds a NUL character, which no command can")
	}
	if image.StartCommand != "" {
		if _, err := platform.SplitCommand(image.StartCommand); err != nil {
			return image, fmt.Errorf("ImageConfiguration.StartCommand: %w", err)
		}
	}
	return image, nil
}

// checkVariable refuses what a process could not be started with. Its errors
// never hold the value, which may be a secret.
func checkVariable(name, value string) error {
	switch {
	case name == "" || strings.ContainsAny(name, "=\x00"):
		return invalid("ImageConfiguration.RuntimeEnvironmentVariables: %q is no name of a variable: it must not be empty or contain '='", name)
	case strings.HasPrefix(name, "AWSAPPRUNNER"):
		return invalid("ImageConfiguration.RuntimeEnvironmentVariables: %q begins with AWSAPPRUNNER, which is reserved", name)
	case strings.ContainsRune(value, 0):
		return invalid("ImageConfiguration.RuntimeEnvironmentVariables: the value of %q holds a NUL character, which no environment can", name)
	case len(name)+len("=")+len(value) >= maxVariable:
		return invalid("ImageConfiguration.RuntimeEnvironmentVariables: %q is %d bytes long with its value; Linux takes fewer than %d", name, len(name)+len("=")+len(value), maxVariable)
	case name == "PORT":
		return invalid("ImageConfiguration.RuntimeEnvironmentVariables: PORT is set from ImageConfiguration.Port; set that")
	}
	return nil
}

func changeInstance(c *platform.Configuration, in *types.InstanceConfiguration) error {
	if in == nil {
		return nil
	}
	cpu, memory, err := platform.ParseSize(
		cmp.Or(deref(in.Cpu, ""), platform.CPUUnits(c.CPU)), cmp.Or(deref(in.Memory, ""), platform.MemoryUnits(c.Memory)))
	if err != nil {
		return err
	}
	c.CPU, c.Memory = cpu, memory
	c.InstanceRoleARN = deref(in.InstanceRoleArn, c.InstanceRoleARN)
	return nil
}

func changeHealth(h *platform.HealthCheck, in *types.HealthCheckConfiguration) error {
	if in == nil {
		return nil
	}
	h.Protocol = cmp.Or(string(in.Protocol), h.Protocol)
	h.Path = deref(in.Path, h.Path)
	h.Interval = seconds(in.Interval, h.Interval)
	h.Timeout = seconds(in.Timeout, h.Timeout)
	h.HealthyThreshold = int(deref(in.HealthyThreshold, int32(h.HealthyThreshold)))
	h.UnhealthyThreshold = int(deref(in.UnhealthyThreshold, int32(h.UnhealthyThreshold)))
	if h.Protocol == string(types.HealthCheckProtocolHttp) && !strings.HasPrefix(h.Path, "/") {
		return invalid("HealthCheckConfiguration.Path %q must begin with /", h.Path)
	}
	return nil
}

// changeNetwork reads an IngressConfiguration without IsPubliclyAccessible as a
// wish for a private service, and refuses it: the model's default of that
// member is false, and the SDK for Go can't send false in any other way. Taking
// it for true would publish what was meant to be private. A request without
// any IngressConfiguration means a public service, as in App Runner.
func changeNetwork(c *platform.Configuration, in *types.NetworkConfiguration) error {
	if in == nil {
		return nil
	}
	if in.IngressConfiguration != nil {
		if !in.IngressConfiguration.IsPubliclyAccessible {
			return invalid("NetworkConfiguration.IngressConfiguration.IsPubliclyAccessible is false, or missing, which means the same: private endpoints are not available yet; leave IngressConfiguration out; the front door's address decides who can reach it (--ingress-listen)")
		}
		c.Public = true
	}
	if in.IpAddressType == types.IpAddressTypeDualStack {
		return invalid("NetworkConfiguration.IpAddressType DUAL_STACK is not available yet; use IPV4")
	}
	if in.EgressConfiguration == nil {
		return nil
	}
	egress := platform.Egress{
		Type: cmp.Or(string(in.EgressConfiguration.EgressType), platform.EgressDefault), ConnectorARN: deref(in.EgressConfiguration.VpcConnectorArn, ""),
	}
	if egress.Type == platform.EgressVPC && egress.ConnectorARN == "" {
		return invalid("NetworkConfiguration.EgressConfiguration: EgressType VPC needs a VpcConnectorArn; create-vpc-connector makes one")
	}
	if egress.Type != platform.EgressVPC && egress.ConnectorARN != "" {
		return invalid("NetworkConfiguration.EgressConfiguration: VpcConnectorArn goes with EgressType VPC, not with %s", egress.Type)
	}
	c.Egress = egress
	return nil
}

func seconds(in *int32, otherwise time.Duration) time.Duration {
	if in == nil {
		return otherwise
	}
	return time.Duration(*in) * time.Second
}

func deref[T any](p *T, otherwise T) T {
	if p == nil {
		return otherwise
	}
	return *p
}
