// Package fault names the classes of errors that the whole project shares.
//
// Code decides by class, with errors.Is or [ClassOf], and never by text. A class becomes an AWS error once, in the
// api rooms; where AWS has a code of its own for a case, the domain gives it, since only the domain knows the case.
package fault

import (
	"errors"
	"fmt"
)

// Class says what kind of failure an error is. Each class is itself an error, so that it can be wrapped with %w and
// looked for with errors.Is. The zero Class means "none": a defect or an error from outside.
type Class string

// The classes.
const (
	NotFound    Class = "not found"   // the thing named does not exist
	Exists      Class = "exists"      // the thing to be made is there already
	Invalid     Class = "invalid"     // the request can never succeed as it is written
	Conflict    Class = "conflict"    // the state of a thing forbids this now; it may be right later
	InUse       Class = "in use"      // something else still depends on the thing
	Limit       Class = "limit"       // a quota or a supply (addresses, interfaces) is used up
	Denied      Class = "denied"      // the caller is not who they say, or may not do this
	Unavailable Class = "unavailable" // a part we need (disk, kernel, engine, registry) failed; trying again may help
)

func (c Class) Error() string { return string(c) }

// Error is a failure with its class.
type Error struct {
	Class Class
	// Code is the AWS error code, such as "InvalidVpcID.NotFound"; empty where the class alone decides it.
	Code string
	// Message is for the person who called: it names the resource, the value and the way out.
	Message string
	cause   error
}

// New makes an error of a class. Code may be empty. The format takes %w as fmt.Errorf does; the class of the new error
// hides that of what it wraps from [ClassOf].
func New(class Class, code, format string, args ...any) error {
	text := fmt.Errorf(format, args...)
	return &Error{Class: class, Code: code, Message: text.Error(), cause: text}
}

func (e *Error) Error() string { return e.Message }

// Unwrap gives the class before the cause, so that a search of the tree meets the outermost class first.
func (e *Error) Unwrap() []error {
	if e.cause == nil {
		return []error{e.Class}
	}
	return []error{e.Class, e.cause}
}

// ClassOf returns the outermost class in err, or "" when it has none.
func ClassOf(err error) Class {
	class, _ := errors.AsType[Class](err)
	return class
}

// CodeOf returns the outermost AWS code in err, or "" when it has none.
func CodeOf(err error) string {
	for {
		e, ok := errors.AsType[*Error](err)
		if !ok {
			return ""
		}
		if e.Code != "" {
			return e.Code
		}
		err = e.cause
	}
}
