// Code generated from AWS's service model by internal/wire/gen. DO NOT EDIT.

package apprunnermodel

import "sallyport/internal/wire/shape"

var table = shape.Table{
	Style: shape.AppRunner,
	Operations: map[string]string{
		"AssociateCustomDomain":                   "AssociateCustomDomainRequest",
		"CreateAutoScalingConfiguration":          "CreateAutoScalingConfigurationRequest",
		"CreateConnection":                        "CreateConnectionRequest",
		"CreateObservabilityConfiguration":        "CreateObservabilityConfigurationRequest",
		"CreateService":                           "CreateServiceRequest",
		"CreateVpcConnector":                      "CreateVpcConnectorRequest",
		"CreateVpcIngressConnection":              "CreateVpcIngressConnectionRequest",
		"DeleteAutoScalingConfiguration":          "DeleteAutoScalingConfigurationRequest",
		"DeleteConnection":                        "DeleteConnectionRequest",
		"DeleteObservabilityConfiguration":        "DeleteObservabilityConfigurationRequest",
		"DeleteService":                           "DeleteServiceRequest",
		"DeleteVpcConnector":                      "DeleteVpcConnectorRequest",
		"DeleteVpcIngressConnection":              "DeleteVpcIngressConnectionRequest",
		"DescribeAutoScalingConfiguration":        "DescribeAutoScalingConfigurationRequest",
		"DescribeCustomDomains":                   "DescribeCustomDomainsRequest",
		"DescribeObservabilityConfiguration":      "DescribeObservabilityConfigurationRequest",
		"DescribeService":                         "DescribeServiceRequest",
		"DescribeVpcConnector":                    "DescribeVpcConnectorRequest",
		"DescribeVpcIngressConnection":            "DescribeVpcIngressConnectionRequest",
		"DisassociateCustomDomain":                "DisassociateCustomDomainRequest",
		"ListAutoScalingConfigurations":           "ListAutoScalingConfigurationsRequest",
		"ListConnections":                         "ListConnectionsRequest",
		"ListObservabilityConfigurations":         "ListObservabilityConfigurationsRequest",
		"ListOperations":                          "ListOperationsRequest",
		"ListServices":                            "ListServicesRequest",
		"ListServicesForAutoScalingConfiguration": "ListServicesForAutoScalingConfigurationRequest",
		"ListTagsForResource":                     "ListTagsForResourceRequest",
		"ListVpcConnectors":                       "ListVpcConnectorsRequest",
		"ListVpcIngressConnections":               "ListVpcIngressConnectionsRequest",
		"PauseService":                            "PauseServiceRequest",
		"ResumeService":                           "ResumeServiceRequest",
		"StartDeployment":                         "StartDeploymentRequest",
		"TagResource":                             "TagResourceRequest",
		"UntagResource":                           "UntagResourceRequest",
		"UpdateDefaultAutoScalingConfiguration":   "UpdateDefaultAutoScalingConfigurationRequest",
		"UpdateService":                           "UpdateServiceRequest",
		"UpdateVpcIngressConnection":              "UpdateVpcIngressConnectionRequest",
	},
	Shapes: map[string]shape.Shape{
		"ASConfigMaxConcurrency": {Min: new(int64(1)), Max: new(int64(200))},
		"ASConfigMaxSize":        {Min: new(int64(1))},
		"ASConfigMinSize":        {Min: new(int64(1)), Max: new(int64(25))},
		"AppRunnerResourceArn":   {Min: new(int64(1)), Max: new(int64(1011)), Pattern: "arn:aws(-[\\w]+)*:[a-z0-9-\\\\.]{0,63}:[a-z0-9-\\\\.]{0,63}:[0-9]{12}:(\\w|\\/|-){1,1011}"},
		"AssociateCustomDomainRequest": {Members: []shape.Member{
			{Name: "ServiceArn", Shape: "AppRunnerResourceArn", Required: true},
			{Name: "DomainName", Shape: "DomainName", Required: true},
		}},
		"AuthenticationConfiguration": {Members: []shape.Member{
			{Name: "ConnectionArn", Shape: "AppRunnerResourceArn"},
			{Name: "AccessRoleArn", Shape: "RoleArn"},
		}},
		"AutoScalingConfigurationName": {Min: new(int64(4)), Max: new(int64(32)), Pattern: "[A-Za-z0-9][A-Za-z0-9\\-_]{3,31}"},
		"BuildCommand":                 {Pattern: "[^\\x0a\\x0d]+", Sensitive: true},
		"CodeConfiguration": {Members: []shape.Member{
			{Name: "ConfigurationSource", Shape: "ConfigurationSource", Required: true},
			{Name: "CodeConfigurationValues", Shape: "CodeConfigurationValues"},
		}},
		"CodeConfigurationValues": {Members: []shape.Member{
			{Name: "Runtime", Shape: "Runtime", Required: true},
			{Name: "BuildCommand", Shape: "BuildCommand"},
			{Name: "StartCommand", Shape: "StartCommand"},
			{Name: "Port", Shape: "String"},
			{Name: "RuntimeEnvironmentVariables", Shape: "RuntimeEnvironmentVariables"},
			{Name: "RuntimeEnvironmentSecrets", Shape: "RuntimeEnvironmentSecrets"},
		}},
		"CodeRepository": {Members: []shape.Member{
			{Name: "RepositoryUrl", Shape: "String", Required: true},
			{Name: "SourceCodeVersion", Shape: "SourceCodeVersion", Required: true},
			{Name: "CodeConfiguration", Shape: "CodeConfiguration"},
			{Name: "SourceDirectory", Shape: "SourceDirectory"},
		}},
		"ConfigurationSource": {Enum: []string{
			"REPOSITORY", "API",
		}},
		"ConnectionName": {Min: new(int64(4)), Max: new(int64(32)), Pattern: "[A-Za-z0-9][A-Za-z0-9\\-_]{3,31}"},
		"Cpu":            {Min: new(int64(3)), Max: new(int64(9)), Pattern: "256|512|1024|2048|4096|(0.25|0.5|1|2|4) vCPU"},
		"CreateAutoScalingConfigurationRequest": {Members: []shape.Member{
			{Name: "AutoScalingConfigurationName", Shape: "AutoScalingConfigurationName", Required: true},
			{Name: "MaxConcurrency", Shape: "ASConfigMaxConcurrency"},
			{Name: "MinSize", Shape: "ASConfigMinSize"},
			{Name: "MaxSize", Shape: "ASConfigMaxSize"},
			{Name: "Tags", Shape: "TagList"},
		}},
		"CreateConnectionRequest": {Members: []shape.Member{
			{Name: "ConnectionName", Shape: "ConnectionName", Required: true},
			{Name: "ProviderType", Shape: "ProviderType", Required: true},
			{Name: "Tags", Shape: "TagList"},
		}},
		"CreateObservabilityConfigurationRequest": {Members: []shape.Member{
			{Name: "ObservabilityConfigurationName", Shape: "ObservabilityConfigurationName", Required: true},
			{Name: "TraceConfiguration", Shape: "TraceConfiguration"},
			{Name: "Tags", Shape: "TagList"},
		}},
		"CreateServiceRequest": {Members: []shape.Member{
			{Name: "ServiceName", Shape: "ServiceName", Required: true},
			{Name: "SourceConfiguration", Shape: "SourceConfiguration", Required: true},
			{Name: "InstanceConfiguration", Shape: "InstanceConfiguration"},
			{Name: "Tags", Shape: "TagList"},
			{Name: "EncryptionConfiguration", Shape: "EncryptionConfiguration"},
			{Name: "HealthCheckConfiguration", Shape: "HealthCheckConfiguration"},
			{Name: "AutoScalingConfigurationArn", Shape: "AppRunnerResourceArn"},
			{Name: "NetworkConfiguration", Shape: "NetworkConfiguration"},
			{Name: "ObservabilityConfiguration", Shape: "ServiceObservabilityConfiguration"},
		}},
		"CreateVpcConnectorRequest": {Members: []shape.Member{
			{Name: "VpcConnectorName", Shape: "VpcConnectorName", Required: true},
			{Name: "Subnets", Shape: "StringList", Required: true},
			{Name: "SecurityGroups", Shape: "StringList"},
			{Name: "Tags", Shape: "TagList"},
		}},
		"CreateVpcIngressConnectionRequest": {Members: []shape.Member{
			{Name: "ServiceArn", Shape: "AppRunnerResourceArn", Required: true},
			{Name: "VpcIngressConnectionName", Shape: "VpcIngressConnectionName", Required: true},
			{Name: "IngressVpcConfiguration", Shape: "IngressVpcConfiguration", Required: true},
			{Name: "Tags", Shape: "TagList"},
		}},
		"DeleteAutoScalingConfigurationRequest": {Members: []shape.Member{
			{Name: "AutoScalingConfigurationArn", Shape: "AppRunnerResourceArn", Required: true},
		}},
		"DeleteConnectionRequest": {Members: []shape.Member{
			{Name: "ConnectionArn", Shape: "AppRunnerResourceArn", Required: true},
		}},
		"DeleteObservabilityConfigurationRequest": {Members: []shape.Member{
			{Name: "ObservabilityConfigurationArn", Shape: "AppRunnerResourceArn", Required: true},
		}},
		"DeleteServiceRequest": {Members: []shape.Member{
			{Name: "ServiceArn", Shape: "AppRunnerResourceArn", Required: true},
		}},
		"DeleteVpcConnectorRequest": {Members: []shape.Member{
			{Name: "VpcConnectorArn", Shape: "AppRunnerResourceArn", Required: true},
		}},
		"DeleteVpcIngressConnectionRequest": {Members: []shape.Member{
			{Name: "VpcIngressConnectionArn", Shape: "AppRunnerResourceArn", Required: true},
		}},
		"DescribeAutoScalingConfigurationRequest": {Members: []shape.Member{
			{Name: "AutoScalingConfigurationArn", Shape: "AppRunnerResourceArn", Required: true},
		}},
		"DescribeCustomDomainsMaxResults": {Min: new(int64(1)), Max: new(int64(5))},
		"DescribeCustomDomainsRequest": {Members: []shape.Member{
			{Name: "ServiceArn", Shape: "AppRunnerResourceArn", Required: true},
			{Name: "NextToken", Shape: "String"},
			{Name: "MaxResults", Shape: "DescribeCustomDomainsMaxResults"},
		}},
		"DescribeObservabilityConfigurationRequest": {Members: []shape.Member{
			{Name: "ObservabilityConfigurationArn", Shape: "AppRunnerResourceArn", Required: true},
		}},
		"DescribeServiceRequest": {Members: []shape.Member{
			{Name: "ServiceArn", Shape: "AppRunnerResourceArn", Required: true},
		}},
		"DescribeVpcConnectorRequest": {Members: []shape.Member{
			{Name: "VpcConnectorArn", Shape: "AppRunnerResourceArn", Required: true},
		}},
		"DescribeVpcIngressConnectionRequest": {Members: []shape.Member{
			{Name: "VpcIngressConnectionArn", Shape: "AppRunnerResourceArn", Required: true},
		}},
		"DisassociateCustomDomainRequest": {Members: []shape.Member{
			{Name: "ServiceArn", Shape: "AppRunnerResourceArn", Required: true},
			{Name: "DomainName", Shape: "DomainName", Required: true},
		}},
		"DomainName": {Min: new(int64(1)), Max: new(int64(255)), Pattern: "[A-Za-z0-9*.-]{1,255}"},
		"EgressConfiguration": {Members: []shape.Member{
			{Name: "EgressType", Shape: "EgressType"},
			{Name: "VpcConnectorArn", Shape: "AppRunnerResourceArn"},
		}},
		"EgressType": {Enum: []string{
			"DEFAULT", "VPC",
		}},
		"EncryptionConfiguration": {Members: []shape.Member{
			{Name: "KmsKey", Shape: "KmsKeyArn", Required: true},
		}},
		"HealthCheckConfiguration": {Members: []shape.Member{
			{Name: "Protocol", Shape: "HealthCheckProtocol"},
			{Name: "Path", Shape: "HealthCheckPath"},
			{Name: "Interval", Shape: "HealthCheckInterval"},
			{Name: "Timeout", Shape: "HealthCheckTimeout"},
			{Name: "HealthyThreshold", Shape: "HealthCheckHealthyThreshold"},
			{Name: "UnhealthyThreshold", Shape: "HealthCheckUnhealthyThreshold"},
		}},
		"HealthCheckHealthyThreshold": {Min: new(int64(1)), Max: new(int64(20))},
		"HealthCheckInterval":         {Min: new(int64(1)), Max: new(int64(20))},
		"HealthCheckPath":             {Min: new(int64(1))},
		"HealthCheckProtocol": {Enum: []string{
			"TCP", "HTTP",
		}},
		"HealthCheckTimeout":            {Min: new(int64(1)), Max: new(int64(20))},
		"HealthCheckUnhealthyThreshold": {Min: new(int64(1)), Max: new(int64(20))},
		"ImageConfiguration": {Members: []shape.Member{
			{Name: "RuntimeEnvironmentVariables", Shape: "RuntimeEnvironmentVariables"},
			{Name: "StartCommand", Shape: "StartCommand"},
			{Name: "Port", Shape: "String"},
			{Name: "RuntimeEnvironmentSecrets", Shape: "RuntimeEnvironmentSecrets"},
		}},
		"ImageIdentifier": {Min: new(int64(1)), Max: new(int64(1024))},
		"ImageRepository": {Members: []shape.Member{
			{Name: "ImageIdentifier", Shape: "ImageIdentifier", Required: true},
			{Name: "ImageConfiguration", Shape: "ImageConfiguration"},
			{Name: "ImageRepositoryType", Shape: "ImageRepositoryType", Required: true},
		}},
		"ImageRepositoryType": {Enum: []string{
			"ECR", "ECR_PUBLIC",
		}},
		"IngressVpcConfiguration": {Members: []shape.Member{
			{Name: "VpcId", Shape: "String"},
			{Name: "VpcEndpointId", Shape: "String"},
		}},
		"InstanceConfiguration": {Members: []shape.Member{
			{Name: "Cpu", Shape: "Cpu"},
			{Name: "Memory", Shape: "Memory"},
			{Name: "InstanceRoleArn", Shape: "RoleArn"},
		}},
		"IpAddressType": {Enum: []string{
			"IPV4", "DUAL_STACK",
		}},
		"KmsKeyArn": {Min: new(int64(0)), Max: new(int64(256)), Pattern: "arn:aws(-[\\w]+)*:kms:[a-z\\-]+-[0-9]{1}:[0-9]{12}:key\\/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"},
		"ListAutoScalingConfigurationsRequest": {Members: []shape.Member{
			{Name: "AutoScalingConfigurationName", Shape: "AutoScalingConfigurationName"},
			{Name: "MaxResults", Shape: "MaxResults"},
			{Name: "NextToken", Shape: "NextToken"},
		}},
		"ListConnectionsRequest": {Members: []shape.Member{
			{Name: "ConnectionName", Shape: "ConnectionName"},
			{Name: "MaxResults", Shape: "MaxResults"},
			{Name: "NextToken", Shape: "NextToken"},
		}},
		"ListObservabilityConfigurationsRequest": {Members: []shape.Member{
			{Name: "ObservabilityConfigurationName", Shape: "ObservabilityConfigurationName"},
			{Name: "MaxResults", Shape: "MaxResults"},
			{Name: "NextToken", Shape: "NextToken"},
		}},
		"ListOperationsMaxResults": {Min: new(int64(1)), Max: new(int64(20))},
		"ListOperationsRequest": {Members: []shape.Member{
			{Name: "ServiceArn", Shape: "AppRunnerResourceArn", Required: true},
			{Name: "NextToken", Shape: "String"},
			{Name: "MaxResults", Shape: "ListOperationsMaxResults"},
		}},
		"ListServicesForAutoScalingConfigurationRequest": {Members: []shape.Member{
			{Name: "AutoScalingConfigurationArn", Shape: "AppRunnerResourceArn", Required: true},
			{Name: "MaxResults", Shape: "MaxResults"},
			{Name: "NextToken", Shape: "NextToken"},
		}},
		"ListServicesRequest": {Members: []shape.Member{
			{Name: "NextToken", Shape: "String"},
			{Name: "MaxResults", Shape: "ServiceMaxResults"},
		}},
		"ListTagsForResourceRequest": {Members: []shape.Member{
			{Name: "ResourceArn", Shape: "AppRunnerResourceArn", Required: true},
		}},
		"ListVpcConnectorsRequest": {Members: []shape.Member{
			{Name: "MaxResults", Shape: "MaxResults"},
			{Name: "NextToken", Shape: "NextToken"},
		}},
		"ListVpcIngressConnectionsFilter": {Members: []shape.Member{
			{Name: "ServiceArn", Shape: "AppRunnerResourceArn"},
			{Name: "VpcEndpointId", Shape: "String"},
		}},
		"ListVpcIngressConnectionsRequest": {Members: []shape.Member{
			{Name: "Filter", Shape: "ListVpcIngressConnectionsFilter"},
			{Name: "MaxResults", Shape: "MaxResults"},
			{Name: "NextToken", Shape: "NextToken"},
		}},
		"MaxResults": {Min: new(int64(1)), Max: new(int64(100))},
		"Memory":     {Min: new(int64(3)), Max: new(int64(6)), Pattern: "512|1024|2048|3072|4096|6144|8192|10240|12288|(0.5|1|2|3|4|6|8|10|12) GB"},
		"NetworkConfiguration": {Members: []shape.Member{
			{Name: "EgressConfiguration", Shape: "EgressConfiguration"},
			{Name: "IpAddressType", Shape: "IpAddressType"},
		}},
		"NextToken":                      {Min: new(int64(1)), Max: new(int64(1024))},
		"ObservabilityConfigurationName": {Min: new(int64(4)), Max: new(int64(32)), Pattern: "[A-Za-z0-9][A-Za-z0-9\\-_]{3,31}"},
		"PauseServiceRequest": {Members: []shape.Member{
			{Name: "ServiceArn", Shape: "AppRunnerResourceArn", Required: true},
		}},
		"ProviderType": {Enum: []string{
			"GITHUB", "BITBUCKET",
		}},
		"ResumeServiceRequest": {Members: []shape.Member{
			{Name: "ServiceArn", Shape: "AppRunnerResourceArn", Required: true},
		}},
		"RoleArn": {Min: new(int64(29)), Max: new(int64(1024)), Pattern: "arn:(aws|aws-us-gov|aws-cn|aws-iso|aws-iso-b):iam::[0-9]{12}:(role|role\\/service-role)\\/[\\w+=,.@\\-/]{1,1000}"},
		"Runtime": {Enum: []string{
			"PYTHON_3", "NODEJS_12", "NODEJS_14", "CORRETTO_8", "CORRETTO_11", "NODEJS_16", "GO_1", "DOTNET_6", "PHP_81", "RUBY_31", "PYTHON_311", "NODEJS_18",
		}},
		"RuntimeEnvironmentSecrets":        {Key: "RuntimeEnvironmentSecretsName", Element: "RuntimeEnvironmentSecretsValue"},
		"RuntimeEnvironmentSecretsName":    {Min: new(int64(1)), Max: new(int64(2048)), Sensitive: true},
		"RuntimeEnvironmentSecretsValue":   {Min: new(int64(1)), Max: new(int64(2048)), Sensitive: true},
		"RuntimeEnvironmentVariables":      {Key: "RuntimeEnvironmentVariablesKey", Element: "RuntimeEnvironmentVariablesValue"},
		"RuntimeEnvironmentVariablesKey":   {Min: new(int64(1)), Max: new(int64(51200)), Sensitive: true},
		"RuntimeEnvironmentVariablesValue": {Min: new(int64(0)), Max: new(int64(51200)), Sensitive: true},
		"ServiceMaxResults":                {Min: new(int64(1)), Max: new(int64(20))},
		"ServiceName":                      {Min: new(int64(4)), Max: new(int64(40)), Pattern: "[A-Za-z0-9][A-Za-z0-9-_]{3,39}"},
		"ServiceObservabilityConfiguration": {Members: []shape.Member{
			{Name: "ObservabilityEnabled", Required: true},
			{Name: "ObservabilityConfigurationArn", Shape: "AppRunnerResourceArn"},
		}},
		"SourceCodeVersion": {Members: []shape.Member{
			{Name: "Type", Shape: "SourceCodeVersionType", Required: true},
			{Name: "Value", Shape: "String", Required: true},
		}},
		"SourceCodeVersionType": {Enum: []string{
			"BRANCH",
		}},
		"SourceConfiguration": {Members: []shape.Member{
			{Name: "CodeRepository", Shape: "CodeRepository"},
			{Name: "ImageRepository", Shape: "ImageRepository"},
			{Name: "AuthenticationConfiguration", Shape: "AuthenticationConfiguration"},
		}},
		"SourceDirectory": {Min: new(int64(1)), Max: new(int64(4096)), Pattern: "[^\\x00]+"},
		"StartCommand":    {Pattern: "[^\\x0a\\x0d]+", Sensitive: true},
		"StartDeploymentRequest": {Members: []shape.Member{
			{Name: "ServiceArn", Shape: "AppRunnerResourceArn", Required: true},
		}},
		"String":     {Min: new(int64(0)), Max: new(int64(51200))},
		"StringList": {Element: "String"},
		"Tag": {Members: []shape.Member{
			{Name: "Key", Shape: "TagKey"},
			{Name: "Value", Shape: "TagValue"},
		}},
		"TagKey":     {Min: new(int64(1)), Max: new(int64(128)), Pattern: "^(?!aws:).+"},
		"TagKeyList": {Element: "TagKey"},
		"TagList":    {Element: "Tag"},
		"TagResourceRequest": {Members: []shape.Member{
			{Name: "ResourceArn", Shape: "AppRunnerResourceArn", Required: true},
			{Name: "Tags", Shape: "TagList", Required: true},
		}},
		"TagValue": {Min: new(int64(0)), Max: new(int64(256))},
		"TraceConfiguration": {Members: []shape.Member{
			{Name: "Vendor", Shape: "TracingVendor", Required: true},
		}},
		"TracingVendor": {Enum: []string{
			"AWSXRAY",
		}},
		"UntagResourceRequest": {Members: []shape.Member{
			{Name: "ResourceArn", Shape: "AppRunnerResourceArn", Required: true},
			{Name: "TagKeys", Shape: "TagKeyList", Required: true},
		}},
		"UpdateDefaultAutoScalingConfigurationRequest": {Members: []shape.Member{
			{Name: "AutoScalingConfigurationArn", Shape: "AppRunnerResourceArn", Required: true},
		}},
		"UpdateServiceRequest": {Members: []shape.Member{
			{Name: "ServiceArn", Shape: "AppRunnerResourceArn", Required: true},
			{Name: "SourceConfiguration", Shape: "SourceConfiguration"},
			{Name: "InstanceConfiguration", Shape: "InstanceConfiguration"},
			{Name: "AutoScalingConfigurationArn", Shape: "AppRunnerResourceArn"},
			{Name: "HealthCheckConfiguration", Shape: "HealthCheckConfiguration"},
			{Name: "NetworkConfiguration", Shape: "NetworkConfiguration"},
			{Name: "ObservabilityConfiguration", Shape: "ServiceObservabilityConfiguration"},
		}},
		"UpdateVpcIngressConnectionRequest": {Members: []shape.Member{
			{Name: "VpcIngressConnectionArn", Shape: "AppRunnerResourceArn", Required: true},
			{Name: "IngressVpcConfiguration", Shape: "IngressVpcConfiguration", Required: true},
		}},
		"VpcConnectorName":         {Min: new(int64(4)), Max: new(int64(40)), Pattern: "[A-Za-z0-9][A-Za-z0-9\\-_]{3,39}"},
		"VpcIngressConnectionName": {Min: new(int64(4)), Max: new(int64(40)), Pattern: "[A-Za-z0-9][A-Za-z0-9\\-_]{3,39}"},
	},
}
