// Command probe is a program for tests of the container it runs in. Without arguments it is a web service (see serve.go);
// with arguments it does one thing and ends (see commands.go). Everything it says goes to standard output.
package main

import (
	"fmt"
	"os"
)

func main() {
	if len(os.Args) < 2 {
		if err := serve(); err != nil {
			fmt.Println("probe:", err)
			os.Exit(1)
		}
		return
	}
	command, known := commands[os.Args[1]]
	if !known {
		fmt.Printf("probe: no command %q\n", os.Args[1])
		os.Exit(64)
	}
	os.Exit(command(os.Args[2:]))
}
