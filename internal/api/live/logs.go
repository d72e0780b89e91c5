package live

import (
	"fmt"
	"io"
	"net/url"

	"sallyport/internal/logstore"
	"sallyport/internal/platform"
)

// logs tells the output of all instances, each line with its instance's name:
// first what there is, the instance that began first coming first, then what
// is added. A line that is not finished is told as soon as nobody will ask again.
func (a *API) logs(service platform.Service, query url.Values) teller {
	follow, times := query.Get("follow") == "true", query.Get("times") == "true"
	told := map[logstore.Name]int64{} // positions
	return func(w io.Writer) error {
		names, err := a.Logs.List(service.ID)
		if err != nil {
			return err
		}
		for _, name := range names {
			for line, err := range a.Logs.Lines(name, told[name]) {
				if err != nil {
					return err
				}
				if line.Open && follow {
					break
				}
				told[name] = line.Next
				if times {
					if _, err := fmt.Fprintf(w, "%s ", line.At.Format(timeForm)); err != nil {
						return err
					}
				}
				if _, err := fmt.Fprintf(w, "%s %s\n", name.Workload, line.Text); err != nil {
					return err
				}
			}
		}
		return nil
	}
}
