#!/usr/bin/env bash
# Tests leave nothing behind: "leaks.sh before FILE" notes what there is of the
# kinds of things that Sallyport makes, "leaks.sh after FILE" fails and lists
# what has been added since.
set -euo pipefail
export LC_ALL=C
PATH=$PATH:/usr/sbin:/sbin

# What others on the machine make meanwhile (user sessions, timers) is not listed.
list() {
	ls /run/netns 2>/dev/null | sed 's/^/network namespace /' || true
	ip -o link | sed -E 's/^[0-9]+: ([^:@]+).*/link \1/'
	nft list tables 2>/dev/null | sed 's/^/nftables /' || true
	ip rule | sed 's/^[0-9]*:/policy routing rule/'
	awk '{print "mount " $5}' /proc/self/mountinfo | grep -E 'sallyport|containerd|/netns/|/tmp/|/sp[-0-9a-f]' || true
	find /sys/fs/cgroup -type d \( -name '*sallyport*' -o -path '*sallyport*' -o -name 'sp-*' \) 2>/dev/null | sed 's/^/control group /' || true
	for process in /proc/[0-9]*; do
		command=$(cat "$process/cmdline" 2>/dev/null | tr '\0' ' ') || continue # it ended meanwhile
		case $command in
		*containerd* | *sallyport\ serve* | *runc\ * | *runc\ init*) echo "process ${process#/proc/} $command" ;;
		esac
	done
}

case ${1:-} in
before)
	mkdir -p "$(dirname "$2")"
	list | sort >"$2"
	;;
after)
	# A shim ends shortly after its container: what is still there after some seconds stays.
	for _ in 1 2 3 4 5 6; do
		left=$(list | sort | comm -13 "$2" -)
		if [ -z "$left" ]; then
			rm -f "$2"
			echo "Nothing is left behind."
			exit 0
		fi
		sleep 0.5
	done
	printf 'The tests left behind:\n%s\n' "$left" >&2
	exit 1
	;;
*)
	echo "usage: $0 before|after FILE" >&2
	exit 2
	;;
esac
