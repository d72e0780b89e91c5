// Package ec2query serves the two form-encoded protocols of AWS: EC2's ("ec2" in AWS's models) and the older
// Query protocol that STS speaks. A service is a list of operations, each a Go function from a request's type to
// an answer's; the package turns forms into requests and answers into XML.
//
// Types say their wire names by tags, as those of ec2model do: `query:"VpcId"` is the name in a request,
// `xml:"vpcId"` in an answer, `xml:"vpcSet>item"` for a list. A field without the tag does not travel in that
// direction. Fields are pointers to string, bool, int32, int64, time.Time or a structure, string types of their
// own ("" is absent), []byte (base64), or slices.
//
// A request's keys are paths: TagSpecification.1.Tag.2.Key. What a request's type does not know is ignored, since
// newer clients know more than the model; what it knows and cannot read is an InvalidParameterValue that names the
// key. Gaps between a list's indexes close up, as nothing in the protocol gives them a meaning.
package ec2query
