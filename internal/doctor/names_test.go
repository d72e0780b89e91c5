package doctor

import "testing"

func TestNames(t *testing.T) {
	for name, c := range map[string]struct {
		files map[string]string
		want  string
	}{
		"Debian":       {map[string]string{"etc/nsswitch.conf": "passwd: files\nhosts:          files dns\n", "etc/resolv.conf": "nameserver 203.0.113.53\n"}, "warning: libnss-myhostname…'*:9090:127.0.0.1'"},
		"myhostname":   {map[string]string{"etc/nsswitch.conf": "hosts: files myhostname dns\n"}, "ok: *.localhost"},
		"resolve":      {map[string]string{"etc/nsswitch.conf": "hosts: mymachines resolve [!UNAVAIL=return] files dns\n"}, "ok: *.localhost"},
		"stub":         {map[string]string{"etc/nsswitch.conf": "hosts: files dns\n", "etc/resolv.conf": "# by systemd\nnameserver 127.0.0.53\noptions edns0\n"}, "ok: *.localhost"},
		"no nsswitch":  {nil, "warning: libnss-myhostname"},
		"similar word": {map[string]string{"etc/nsswitch.conf": "#hosts: myhostname\nhosts: files dns resolved\n"}, "warning: libnss-myhostname"},
	} {
		expect(t, name, names(fake(t, c.files), "127.0.0.1:9090"), c.want)
	}
}
