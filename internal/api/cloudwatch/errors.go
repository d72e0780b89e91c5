package cloudwatch

import (
	"errors"
	"fmt"
	"net/http"

	"sallyport/internal/fault"
	"sallyport/internal/wire/awsjson"
	"sallyport/internal/wire/cloudwatchmodel"
	"sallyport/internal/wire/ec2query"
	"sallyport/internal/wire/rpcv2cbor"
	"sallyport/internal/wire/shape"
)

// kind is a kind of error: the shape that the model has for it, and the code of
// the Query protocol, which differ.
type kind struct {
	shape, code string
	status      int
}

var (
	validation         = kind{"ValidationError", "ValidationError", http.StatusBadRequest}
	invalidValue       = kind{"InvalidParameterValueException", "InvalidParameterValue", http.StatusBadRequest}
	invalidCombination = kind{"InvalidParameterCombinationException", "InvalidParameterCombination", http.StatusBadRequest}
	missing            = kind{"MissingRequiredParameterException", "MissingParameter", http.StatusBadRequest}
	invalidToken       = kind{"InvalidNextToken", "InvalidNextToken", http.StatusBadRequest}
	unavailable        = kind{"InternalServiceFault", "InternalServiceError", http.StatusInternalServerError}
)

// failure is an error as it is told, before a protocol gives it a form.
type failure struct {
	kind
	message string
}

func (f *failure) Error() string { return f.code + ": " + f.message }

func (k kind) errorf(format string, args ...any) error {
	return &failure{k, fmt.Sprintf(format, args...)}
}

func validate(operation string, in any) error {
	violations := shape.Validate(cloudwatchmodel.Schema(), operation, in)
	if len(violations) == 0 {
		return nil
	}
	return validation.errorf("%s", shape.Text(violations))
}

// failureOf is nil for what nobody can be told.
func failureOf(err error) *failure {
	if f, ok := errors.AsType[*failure](err); ok {
		return f
	}
	if fault.ClassOf(err) == fault.Unavailable {
		return &failure{unavailable, err.Error()}
	}
	return nil
}

func jsonError(err error) *awsjson.Error {
	if f := failureOf(err); f != nil {
		return &awsjson.Error{Code: f.shape, Message: f.message, Status: f.status, QueryCode: f.code}
	}
	return nil
}

func queryError(err error) *ec2query.Error {
	if f := failureOf(err); f != nil {
		return &ec2query.Error{Code: f.code, Message: f.message, Status: f.status}
	}
	return nil
}

func cborError(err error) *rpcv2cbor.Error {
	if f := failureOf(err); f != nil {
		return &rpcv2cbor.Error{Code: f.shape, Message: f.message, Status: f.status, QueryCode: f.code}
	}
	return nil
}
