// Package archtest tests the shape of the source: which room may import which,
// which rooms are pure, and where the machine's raw interfaces may be touched.
// The rules are tables with a reason each; a violation prints both. A new room
// or a new exception is a new row with its reason, which a reviewer can weigh.
//
// All files are read whatever their build tags are. Test files are free: a
// test may look at everything.
package archtest
