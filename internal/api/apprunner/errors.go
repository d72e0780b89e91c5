package apprunner

import (
	"net/http"

	"sallyport/internal/fault"
	"sallyport/internal/wire/awsjson"
)

// answer maps the project's error classes to App Runner's five exceptions. Not
// every operation declares each of them; where one does not, the operation
// itself gives the class that maps to InvalidRequestException.
func answer(err error) *awsjson.Error {
	switch fault.ClassOf(err) {
	case fault.NotFound:
		return &awsjson.Error{Code: "ResourceNotFoundException", Message: err.Error()}
	case fault.Conflict:
		return &awsjson.Error{Code: "InvalidStateException", Message: err.Error()}
	case fault.Limit:
		return &awsjson.Error{Code: "ServiceQuotaExceededException", Message: err.Error(), Status: http.StatusPaymentRequired}
	case fault.Invalid, fault.Exists, fault.InUse, fault.Denied:
		return &awsjson.Error{Code: "InvalidRequestException", Message: err.Error()}
	case fault.Unavailable:
		return &awsjson.Error{Code: "InternalServiceErrorException", Message: err.Error(), Status: http.StatusInternalServerError}
	}
	return nil
}

func invalid(format string, args ...any) error { return fault.New(fault.Invalid, "", format, args...) }

func notFound(format string, args ...any) error {
	return fault.New(fault.NotFound, "", format, args...)
}
