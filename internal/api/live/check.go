package live

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/netip"

	"sallyport/internal/api/caller"
	"sallyport/internal/assertion"
	"sallyport/internal/fault"
	"sallyport/internal/netplan"
	"sallyport/internal/vpc"
)

// Judgement is the answer to POST /v1/check, whose body is a file of assertions.
type Judgement struct {
	Version int       `json:"version"` // ReportVersion
	Results []Checked `json:"results"`
	Failed  int       `json:"failed"`
}

// Checked is the judgement of one assertion.
type Checked struct {
	Line      int    `json:"line"`
	Assertion string `json:"assertion"`
	Holds     bool   `json:"holds"`
	Text      string `json:"text"`
	// Judged is how many packets stood for all of the target.
	Judged   int      `json:"judged"`
	Remedy   string   `json:"remedy,omitempty"`
	Commands []string `json:"commands,omitempty"`
}

// serveCheck answers POST /v1/check.
func (e *Explainer) serveCheck(w http.ResponseWriter, r *http.Request) {
	text, err := io.ReadAll(http.MaxBytesReader(w, r.Body, bodyLimit))
	if err != nil {
		http.Error(w, "read the assertions: "+err.Error(), http.StatusBadRequest)
		return
	}
	file := r.URL.Query().Get("file")
	if file == "" {
		file = "assertions"
	}
	judgement, err := e.Check(r.Context(), file, text, r.URL.Query().Get("probe") == "true")
	respond(w, judgement, err)
}

// Check judges a file of assertions. Lines that can't be read are a fault.Invalid.
func (e *Explainer) Check(ctx context.Context, file string, text []byte, probe bool) (Judgement, error) {
	assertions, err := assertion.Parse(file, text)
	if err != nil {
		return Judgement{}, err
	}
	j := Judgement{Version: ReportVersion, Results: []Checked{}}
	starts := map[assertion.Subject]start{}
	for _, a := range assertions {
		s, known := starts[a.Subject]
		if !known {
			if s, err = e.subject(ctx, a.Subject); err != nil {
				j.add(assertion.Result{Assertion: a, Text: fmt.Sprintf("It can't be judged: %s.", err)})
				continue
			}
			starts[a.Subject] = s
		}
		j.add(assertion.Judge(ctx, a, e.asSender(s, probe)))
	}
	return j, nil
}

func (j *Judgement) add(r assertion.Result) {
	c := Checked{Line: r.Assertion.Line, Assertion: r.Assertion.String(), Holds: r.Holds, Text: r.Text, Judged: r.Judged}
	if r.Example != nil && len(r.Example.Findings) > 0 {
		c.Remedy, c.Commands = r.Example.Findings[0].Remedy.Text, r.Example.Findings[0].Remedy.Commands
	}
	if !r.Holds {
		j.Failed++
	}
	j.Results = append(j.Results, c)
}

// subject finds who an assertion is about.
func (e *Explainer) subject(ctx context.Context, s assertion.Subject) (start, error) {
	switch s.Kind {
	case assertion.Interface:
		return e.start(ctx, Question{Interface: s.Name})
	case assertion.Instance:
		end, err := netplan.InstanceEnd(e.Store.Snapshot(), s.Name)
		if err == nil && end.Interface.Region != caller.From(ctx).Region {
			err = fault.New(fault.NotFound, "", "there is no instance %s in the region %s", s.Name, caller.From(ctx).Region)
		}
		if err != nil {
			return start{}, err
		}
		return e.start(ctx, Question{Interface: end.Interface.ID})
	}
	return e.start(ctx, Question{Service: s.Name})
}

// asSender is a start as assertions are judged from it.
func (e *Explainer) asSender(s start, probe bool) assertion.Sender {
	sender := assertion.Sender{
		Explainer: s.explainer,
		Packet:    s.packet,
		Resolve: func(ctx context.Context, name string) ([]netip.Addr, error) {
			_, names := e.resolve(ctx, s, name)
			var found []netip.Addr
			for _, text := range names.Addresses {
				if a, err := netip.ParseAddr(text); err == nil {
					found = append(found, a)
				}
			}
			if names.Error == "" {
				return found, nil
			}
			return found, fault.New(fault.NotFound, "", "%s", names.Error)
		},
	}
	if probe && e.Send != nil && s.end.Sandbox != "" && !s.from.Supposed {
		sender.Probe = func(ctx context.Context, to netip.Addr, protocol vpc.Protocol, port uint16) string {
			r := Report{Question: Question{Service: s.from.Service, Interface: s.from.Interface, Host: to.String(), Port: port}}
			if r.Question.Service != "" {
				r.Question.Interface = ""
			}
			e.probe(ctx, &r, s, s.explain(to, protocol, port), protocol, netip.AddrPortFrom(to, port))
			if r.Probe == nil || r.Probe.Agreement != Disagree {
				return ""
			}
			return fmt.Sprintf("The plan and the probe disagree, which is a defect of Sallyport's: the plan says %q, the probe %q.", r.Summary, r.Probe.Text)
		}
	}
	return sender
}
