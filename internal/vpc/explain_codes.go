package vpc

// The explanation codes of AWS's Reachability Analyzer that apply here.
const (
	CodeGroupMismatch     = "ENI_SG_RULES_MISMATCH"
	CodeGroupEmpty        = "SG_HAS_NO_RULES"
	CodeACL               = "SUBNET_ACL_RESTRICTION"
	CodeNoRoute           = "NO_ROUTE_TO_DESTINATION"
	CodeBadRoute          = "BAD_STATE_ROUTE"
	CodeNoPublicAddress   = "IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS"
	CodeNoPublicInbound   = "IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS"
	CodePrivateByInternet = "IGW_DESTINATION_ADDRESS_NOT_IN_RFC1918_EGRESS"
	CodeSharedByInternet  = "IGW_DESTINATION_ADDRESS_NOT_IN_RFC6598_EGRESS"
	CodeReflection        = "IGW_NAT_REFLECTION"
	CodeOutsideOfPeer     = "PCX_REQUIRES_ADDRESS_IN_VPC_CIDR"
	CodeProtocol          = "PROTOCOL_RESTRICTION"
	CodeUnknown           = "UNKNOWN_DESTINATION"
	CodeSpoofed           = "GATEWAY_REJECTS_SPOOFED_TRAFFIC"
	CodeSourceCheck       = "ENI_SOURCE_DEST_CHECK_RESTRICTION"
	CodeCannotRoute       = "CANNOT_ROUTE"
	CodeNoPath            = "NO_PATH"
	CodeNoEnds            = "NO_SOURCE_OR_DESTINATION"
)
