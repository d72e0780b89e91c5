package main

import (
	"fmt"
	"io"
	"os"

	"sallyport/internal/installation"
)

type envCommand struct{}

// Run prints the exports; the shell takes them with eval "$(sallyport env)".
func (envCommand) Run(home installation.Installation) error { return printExports(os.Stdout, home) }

func printExports(w io.Writer, home installation.Installation) error {
	endpoints, err := home.Endpoints()
	if err != nil {
		return err
	}
	credentials, err := home.Credentials()
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "export AWS_ENDPOINT_URL=http://%s\nexport AWS_REGION=%s\nexport AWS_DEFAULT_REGION=%s\n"+
		"export AWS_ACCESS_KEY_ID=%s\nexport AWS_SECRET_ACCESS_KEY=%s\n"+
		// aws logs start-live-tail would call a host with stream- before the address.
		"export AWS_DISABLE_HOST_PREFIX_INJECTION=true\n",
		endpoints.API, endpoints.Region, endpoints.Region, credentials.AccessKeyID, credentials.SecretAccessKey())
	return err
}
