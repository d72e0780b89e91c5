package main

import (
	"bytes"
	"fmt"
	"go/format"
	"strings"
)

// header starts a generated file in the form that tools recognise.
func header(w *bytes.Buffer, pkg string) {
	fmt.Fprintf(w, "// Code generated from AWS's service model by internal/wire/gen. DO NOT EDIT.\n\npackage %s\n\n", pkg)
}

// exported gives a name its capital.
func exported(name string) string {
	return strings.ToUpper(name[:1]) + name[1:]
}

// formatted formats every file, and fails on one that is not Go.
func formatted(files map[string][]byte) (map[string][]byte, error) {
	for name, source := range files {
		clean, err := format.Source(source)
		if err != nil {
			return nil, fmt.Errorf("format %s: %w", name, err)
		}
		files[name] = clean
	}
	return files, nil
}
