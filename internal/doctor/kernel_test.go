package doctor

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"syscall"
	"testing"
)

func TestRelease(t *testing.T) {
	for version, want := range map[string]string{
		"6.18.4": "ok: 6.18.4", "5.10.0-30-amd64": "ok: 5.10", "5.9.12": "warning: 5.9.12…5.10 and newer", "4.19.0-20": "warning: newer", "10.0.1": "ok: 10.0.1", "": "warning: can't be read",
	} {
		expect(t, version, []Finding{release(version)}, want)
	}
}

func TestFeatures(t *testing.T) {
	refuse := func(word string, err error) alone {
		return func(_ context.Context, input, _ string, _ ...string) (string, error) {
			if strings.Contains(input, word) {
				return "", err
			}
			return "", nil
		}
	}
	tried := func(ctx context.Context, tool string, run alone) []Finding {
		list, namespaces := try(ctx, tool, features, run)
		if namespaces == (len(list) == 1 && strings.Contains(list[0].Detail, "namespace")) {
			t.Errorf("namespaces: %v, found %+v", namespaces, list)
		}
		return list
	}
	expect(t, "all", tried(t.Context(), "nft", refuse("nothing", errors.ErrUnsupported)), "ok: connection tracking…masquerading work")
	expect(t, "links", tried(t.Context(), "ip", refuse("nothing", errors.ErrUnsupported)), "ok: veth links, policy routing work")
	expect(t, "no masquerading", tried(t.Context(), "nft", refuse("masquerade", errors.New("nft: exit status 1: No such file or directory"))), "failure: No such file…CONFIG_NFT_MASQ")
	noNamespace := fmt.Errorf("nft: %w", &os.PathError{Op: "fork/exec", Path: "/usr/sbin/nft", Err: syscall.EPERM})
	expect(t, "no namespaces", tried(t.Context(), "nft", refuse("", noNamespace)), "failure: no network namespace…CAP_SYS_ADMIN")

	ended, end := context.WithCancel(t.Context())
	end()
	expect(t, "late", tried(ended, "nft", refuse("", context.Canceled)), "warning: not finished")
}

func TestTrackedConnections(t *testing.T) {
	for used, want := range map[string][]string{"10": nil, "799": nil, "800": {"warning: 800 of 1000…nf_conntrack_max=4000"}, "": nil} {
		expect(t, used, trackedConnections(fake(t, map[string]string{
			"proc/sys/net/netfilter/nf_conntrack_count": used, "proc/sys/net/netfilter/nf_conntrack_max": "1000\n",
		})), want...)
	}
}

func TestVersions(t *testing.T) {
	nft, runc := programs[0], programs[1]
	for _, c := range []struct {
		of   tool
		text string
		want string
	}{
		{nft, "nftables v1.0.6 (Lester Gooch #5)\n", "ok: v1.0.6"},
		{nft, "nftables v1.0.1 (Fearless Fosdick #3)\n", "ok: v1.0.1"},
		{nft, "nftables v1.0.0 (Fearless Fosdick #2)\n", "failure: v1.0.0…1.0.1 or newer"},
		{nft, "nftables v0.9.8 (E.D.S.)\n", "failure: v0.9.8"},
		{nft, "nftables v1.1.3 (Commodore Bullmoose #4)\n", "ok: v1.1.3"},
		{runc, "runc version 1.1.5+ds1\ncommit: 1.1.5+ds1-1+deb12u1\nspec: 1.0.2-dev\n", "ok: 1.1.5+ds1"},
		{runc, "runc version 1.2\n", "ok: 1.2"},
		{runc, "runc version unknown\n", "warning: names no version"},
		{daemonProgram, "containerd github.com/containerd/containerd 1.6.20~ds1 1.6.20~ds1-1+deb12u3", "ok: 1.6.20~ds1"},
		{daemonProgram, "v2.1.4", "ok: v2.1.4"},
		{daemonProgram, "1.5.9~ds1", "failure: 1.6.0 or newer"},
	} {
		expect(t, c.text, []Finding{c.of.judge(c.text)}, c.want)
	}
}
