package fault_test

import (
	"errors"
	"fmt"
	"io/fs"
	"testing"

	"sallyport/internal/fault"
)

func TestClassAndCodeSurviveWrapping(t *testing.T) {
	err := fault.New(fault.NotFound, "InvalidVpcID.NotFound", "the vpc ID '%s' does not exist", "vpc-1")
	if got, want := err.Error(), "the vpc ID 'vpc-1' does not exist"; got != want {
		t.Errorf("message %q, want %q", got, want)
	}
	wrapped := fmt.Errorf("create subnet: %w", err)
	if !errors.Is(wrapped, fault.NotFound) || errors.Is(wrapped, fault.Invalid) {
		t.Error("errors.Is does not tell the class")
	}
	if got := fault.ClassOf(wrapped); got != fault.NotFound {
		t.Errorf("class %q", got)
	}
	if got := fault.CodeOf(wrapped); got != "InvalidVpcID.NotFound" {
		t.Errorf("code %q", got)
	}
}

func TestOutermostDecides(t *testing.T) {
	inner := fault.New(fault.NotFound, "InvalidGroup.NotFound", "no group sg-1")
	outer := fault.New(fault.Invalid, "", "a connector needs its groups: %w", inner)
	if got := fault.ClassOf(outer); got != fault.Invalid {
		t.Errorf("class %q, want the outer one", got)
	}
	if got := fault.CodeOf(outer); got != "InvalidGroup.NotFound" {
		t.Errorf("code %q, want the only one there is", got)
	}
}

func TestCauseIsReachable(t *testing.T) {
	err := fault.New(fault.Unavailable, "", "open the ledger: %w", fs.ErrPermission)
	if !errors.Is(err, fs.ErrPermission) {
		t.Error("the cause is lost")
	}
}

func TestPlainErrorsHaveNoClass(t *testing.T) {
	for _, err := range []error{nil, errors.New("x"), fs.ErrNotExist} {
		if class, code := fault.ClassOf(err), fault.CodeOf(err); class != "" || code != "" {
			t.Errorf("%v: class %q, code %q", err, class, code)
		}
	}
	if got := fault.ClassOf(fmt.Errorf("look: %w", fault.Denied)); got != fault.Denied {
		t.Errorf("a bare class: %q", got)
	}
	if got := fault.CodeOf(&fault.Error{Class: fault.Denied}); got != "" {
		t.Errorf("a literal without code: %q", got)
	}
}
