package sigv4

import "net/http"

// Kind says why a request was refused, before any protocol gives it a name:
// AWS's JSON services, EC2 and the other Query services use different codes
// for the same failure.
type Kind int

// The kinds of failure. Each has its code and status per protocol in failures.
const (
	// MissingToken: the request carries no AWS signature at all.
	MissingToken Kind = iota + 1
	// Incomplete: there is a signature, but a part of it is absent, malformed or of an unsupported form.
	Incomplete
	// UnknownKey: nobody holds this access key id.
	UnknownKey
	// Mismatch: the signature, or the body's hash, is not that of this request.
	Mismatch
	// Expired: the signature's date is too far from this machine's clock, or a presigned request has run out.
	Expired
	// BodyTooLarge: the body is longer than Verifier.MaxBody.
	BodyTooLarge
	// BodyCut: the body could not be read to its end.
	BodyCut
)

// Protocol is a family of AWS services with the same names for signature failures.
type Protocol int

// The protocol families.
const (
	// JSON is AWS JSON 1.0 and 1.1 (App Runner, Secrets Manager, ...).
	JSON Protocol = iota
	// Query is AWS Query (STS, IAM, ...).
	Query
	// EC2 is EC2's dialect of Query, which has codes of its own.
	EC2
)

type answer struct {
	code   string
	status int
}

// failures lists, for each kind, the answer of JSON, Query and EC2 in that order.
// Clients act on these: SDKs correct their clock on Expired's codes, and the aws
// command line explains UnknownKey's.
var failures = map[Kind][3]answer{
	MissingToken: {
		{"MissingAuthenticationTokenException", http.StatusBadRequest},
		{"MissingAuthenticationToken", http.StatusForbidden},
		{"MissingAuthenticationToken", http.StatusForbidden},
	},
	Incomplete: {
		{"IncompleteSignatureException", http.StatusBadRequest},
		{"IncompleteSignature", http.StatusBadRequest},
		{"IncompleteSignature", http.StatusBadRequest},
	},
	UnknownKey: {
		{"UnrecognizedClientException", http.StatusBadRequest},
		{"InvalidClientTokenId", http.StatusForbidden},
		{"AuthFailure", http.StatusUnauthorized},
	},
	Mismatch: {
		{"InvalidSignatureException", http.StatusBadRequest},
		{"SignatureDoesNotMatch", http.StatusForbidden},
		{"SignatureDoesNotMatch", http.StatusForbidden},
	},
	Expired: {
		{"InvalidSignatureException", http.StatusBadRequest},
		{"SignatureDoesNotMatch", http.StatusForbidden},
		{"RequestExpired", http.StatusBadRequest},
	},
	BodyTooLarge: {
		{"RequestEntityTooLargeException", http.StatusRequestEntityTooLarge},
		{"RequestEntityTooLarge", http.StatusRequestEntityTooLarge},
		{"RequestEntityTooLarge", http.StatusRequestEntityTooLarge},
	},
	BodyCut: {
		{"IncompleteBodyException", http.StatusBadRequest},
		{"IncompleteBody", http.StatusBadRequest},
		{"IncompleteBody", http.StatusBadRequest},
	},
}

// Code is the AWS error code of k in p, such as "SignatureDoesNotMatch".
func (k Kind) Code(p Protocol) string { return k.answer(p).code }

// Status is the HTTP status that goes with Code.
func (k Kind) Status(p Protocol) int { return k.answer(p).status }

func (k Kind) answer(p Protocol) answer {
	answers, ok := failures[k]
	if !ok || p < JSON || p > EC2 {
		return answer{"InternalFailure", http.StatusInternalServerError}
	}
	return answers[p]
}

// Error is a refused request. Message is for the caller: it names what is wrong
// and how to mend it, and never holds a secret or the signature that would have been right.
type Error struct {
	Kind    Kind
	Message string
}

func (e *Error) Error() string { return e.Message }

// Code is the AWS error code in p.
func (e *Error) Code(p Protocol) string { return e.Kind.Code(p) }

// Status is the HTTP status in p.
func (e *Error) Status(p Protocol) int { return e.Kind.Status(p) }
