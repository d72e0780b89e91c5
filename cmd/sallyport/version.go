package main

import (
	"fmt"
	"runtime/debug"
)

// version is set by the build; a plain go build takes the module's.
var version string

type versionCommand struct{}

func (versionCommand) Run() error {
	fmt.Println("sallyport", versionText())
	return nil
}

func versionText() string {
	if version != "" {
		return version
	}
	if info, ok := debug.ReadBuildInfo(); ok {
		return info.Main.Version
	}
	return "unknown"
}
