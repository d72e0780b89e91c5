package ec2

import (
	"fmt"
	"net/http"

	"sallyport/internal/fault"
	"sallyport/internal/wire/ec2model"
	"sallyport/internal/wire/ec2query"
)

// codes are EC2's codes for errors of a class without a code of their own.
var codes = map[fault.Class]string{
	fault.NotFound:    "InvalidID.NotFound",
	fault.Exists:      "ResourceAlreadyExists",
	fault.Invalid:     "InvalidParameterValue",
	fault.Conflict:    "IncorrectState",
	fault.InUse:       "DependencyViolation",
	fault.Limit:       "ResourceLimitExceeded",
	fault.Denied:      "UnauthorizedOperation",
	fault.Unavailable: "Unavailable",
}

// answerError maps an error of an operation to EC2's; it is the only place that does. What has no class is a defect:
// it goes to the log, and the caller gets InternalError.
func (a *API) answerError(err error) *ec2query.Error {
	class := fault.ClassOf(err)
	if class == "" && left(err) {
		class = fault.Unavailable
	}
	code := fault.CodeOf(err)
	if code == "" {
		code = codes[class]
	}
	if code == "" {
		a.log.Error("ec2: an operation failed for a reason without a class", "error", err)
		return nil
	}
	answer := &ec2query.Error{Code: code, Message: err.Error(), Status: http.StatusBadRequest}
	switch {
	case class == fault.Unavailable:
		a.log.Error("ec2: an operation failed", "error", err)
		answer.Status = http.StatusServiceUnavailable
	case code == "UnauthorizedOperation":
		answer.Status = http.StatusForbidden
	}
	return answer
}

// unsuccessful says what is wrong with one of the resources of a request whose others go on.
func unsuccessful(id string, err error) ec2model.UnsuccessfulItem {
	code := fault.CodeOf(err)
	if code == "" {
		code = codes[fault.ClassOf(err)]
	}
	return ec2model.UnsuccessfulItem{ResourceId: &id, Error: &ec2model.UnsuccessfulItemError{Code: &code, Message: new(err.Error())}}
}

// required gives the value of a parameter that a request must have.
func required(name string, value *string) (string, error) {
	if value == nil || *value == "" {
		return "", fault.New(fault.Invalid, "MissingParameter", "The request must contain the parameter %s", name)
	}
	return *value, nil
}

// invalidValue is the error for a parameter whose value can't be.
func invalidValue(name string, value any, format string, args ...any) error {
	return fault.New(fault.Invalid, "InvalidParameterValue", "Value (%v) for parameter %s is invalid. %s", value, name, fmt.Sprintf(format, args...))
}

// unsupported refuses a parameter that asks for something that is not there.
func unsupported(given bool, name, instead string) error {
	if !given {
		return nil
	}
	return fault.New(fault.Invalid, "UnsupportedOperation", "The parameter %s is not supported. %s", name, instead)
}
