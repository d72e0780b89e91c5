package demo

import (
	"context"
	"fmt"
	"net/http"
	"time"
)

// show plays the story. Each part ends with the stage as it began.
func (d *demo) show(ctx context.Context, s stage) (Result, error) {
	result := Result{WebURL: s.web.url(), OutsideURL: s.outside.url(), DatabaseAddress: s.database.address}
	for _, part := range []func(context.Context, stage, *Result) error{d.reach, d.keepOut, d.closeAndOpen, d.changeEgress} {
		if err := part(ctx, s, &result); err != nil {
			return result, err
		}
	}
	d.say("\nRunning:\n  %s  (egress VPC: answers with a row of the private database)\n  %s  (egress DEFAULT: can't reach it)",
		result.WebURL, result.OutsideURL)
	return result, nil
}

// reach shows that the service in the VPC reads the private database.
func (d *demo) reach(ctx context.Context, s stage, r *Result) error {
	var last answer
	err := until(ctx, startLimit, "a row of the database at "+r.WebURL, func(ctx context.Context) (bool, error) {
		var err error
		last, err = d.door.get(ctx, r.WebURL+"/")
		return last.status == http.StatusOK, err
	})
	if err != nil {
		return fmt.Errorf("%w; the last answer was %s", err, last)
	}
	r.Row = last.text
	d.say("\n$ curl %s/\n%s", r.WebURL, r.Row)
	return nil
}

// keepOut shows that the service outside of the VPC does not.
func (d *demo) keepOut(ctx context.Context, s stage, r *Result) error {
	got, err := d.door.get(ctx, r.OutsideURL+"/")
	if err != nil {
		return fmt.Errorf("ask %s: %w", r.OutsideURL, err)
	}
	if got.status != http.StatusBadGateway {
		return fmt.Errorf("the service outside of the VPC should not reach the database, but %s answers %s", r.OutsideURL, got)
	}
	d.say("\n$ curl %s/\n%s", r.OutsideURL, got)
	return nil
}

// reaction is how long a changed rule may take to be felt by a whole request.
const reaction = time.Second

// closeAndOpen shows that a rule works at once, without a restart.
func (d *demo) closeAndOpen(ctx context.Context, s stage, r *Result) (err error) {
	if err := d.revoke(ctx, s.network); err != nil {
		return fmt.Errorf("revoke the database's rule: %w", err)
	}
	if r.Closed, err = d.answers(ctx, r.WebURL, http.StatusBadGateway); err != nil {
		return fmt.Errorf("after the database's rule was revoked: %w", err)
	}
	d.say("\nRevoked tcp 5432 from the group app: %s later a request has failed, %s of which the application waited for the database.",
		r.Closed.Round(time.Millisecond), patience)
	if err := d.authorize(ctx, s.network); err != nil {
		return fmt.Errorf("authorize the database's rule: %w", err)
	}
	if r.Opened, err = d.answers(ctx, r.WebURL, http.StatusOK); err != nil {
		return fmt.Errorf("after the database's rule was authorized: %w", err)
	}
	d.say("Authorized it again: %s later a request has succeeded. The service was not restarted.", r.Opened.Round(time.Millisecond))
	return nil
}

// answers measures how long it takes until the service's answer has a status.
func (d *demo) answers(ctx context.Context, url string, status int) (time.Duration, error) {
	began := time.Now()
	var last answer
	err := until(ctx, 10*time.Second, fmt.Sprintf("%s to answer %d", url, status), func(ctx context.Context) (bool, error) {
		var err error
		last, err = d.door.get(ctx, url+"/")
		return last.status == status, err
	})
	took := time.Since(began)
	switch {
	case err != nil:
		return took, fmt.Errorf("%w; the last answer was %s", err, last)
	case took > reaction:
		return took, fmt.Errorf("it took %s until %s answered %d; it should be less than %s", took, url, status, reaction)
	}
	return took, nil
}

// changeEgress shows that requests come in whatever becomes of the way out.
// They ask for /healthz, which needs no database: while the egress is DEFAULT,
// / is answered too, but with the application's own complaint.
func (d *demo) changeEgress(ctx context.Context, s stage, r *Result) error {
	requests := d.door.startStream(ctx, r.WebURL+"/healthz")
	defer requests.stop()
	out, err := d.update(ctx, s.web, egressDefault())
	if err != nil {
		return err
	}
	got, err := d.door.get(ctx, r.WebURL+"/")
	if err != nil {
		return fmt.Errorf("ask the service while its egress is DEFAULT: %w", err)
	}
	if got.status != http.StatusBadGateway {
		return fmt.Errorf("with egress DEFAULT the service should not reach the database, but answers %s", got)
	}
	back, err := d.update(ctx, s.web, egressVPC(s.connector))
	if err != nil {
		return err
	}
	requests.stop()
	r.Requests, r.Failed = requests.sent, len(requests.failed)
	if r.Failed > 0 {
		return fmt.Errorf("%d of %d requests failed while the egress changed; the first: %s", r.Failed, r.Requests, requests.failed[0])
	}
	d.say("\nUpdated the egress to DEFAULT (%s) and back to VPC (%s): %d requests came in meanwhile, %d failed.",
		out.Round(time.Millisecond), back.Round(time.Millisecond), r.Requests, r.Failed)
	_, err = d.answers(ctx, r.WebURL, http.StatusOK)
	return err
}
