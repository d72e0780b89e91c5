#!/usr/bin/env bash
# Installs from the distribution's packages what this machine lacks to run
# Sallyport and its tests. As the argument "test" adds what only tests need, and
# "bench" what is measured against. It starts no daemon, and leaves the ones that
# run alone.
set -euo pipefail

# Not everybody's PATH has the folders that these live in.
PATH=$PATH:/usr/sbin:/sbin

if ! command -v go >/dev/null; then
	echo 'There is no go in PATH: install Go as https://go.dev/doc/install says; go.mod names the version.' >&2
	exit 1
fi

# need PACKAGE TEST...: the package is wanted when the test fails.
need() {
	local package=$1
	shift
	"$@" >/dev/null 2>&1 || packages+=("$package")
}

look() {
	packages=()
	need containerd command -v containerd
	need runc command -v runc
	need nftables command -v nft
	need iproute2 command -v ip
	need conntrack command -v conntrack
	need curl command -v curl
	need ca-certificates test -s /etc/ssl/certs/ca-certificates.crt
	need postgresql-15 test -x /usr/lib/postgresql/15/bin/postgres # the sample's database image is made from it
	need awscli command -v aws
	case ${1:-} in
	test) need chromium command -v chromium ;; # the console is tested in it
	bench) need nginx-light command -v nginx ;;
	esac
}

look "$@"
if [ ${#packages[@]} -eq 0 ]; then
	exit 0
fi
echo "This machine lacks: ${packages[*]}"

if ! command -v apt-get >/dev/null; then
	cat >&2 <<-TEXT
		Install them with this distribution's own tools and start again; only Debian and Ubuntu are served by themselves.
		Elsewhere the names differ a little. Fedora and its relatives:
		  dnf install containerd runc nftables iproute conntrack-tools curl ca-certificates awscli2
		and PostgreSQL 15 below /usr/lib/postgresql/15, as Debian has it (only the sample application and the tests need it).
	TEXT
	exit 1
fi
if [ "$(id -u)" -ne 0 ]; then
	echo "Installing them needs root: run this as root, or: sudo apt-get install ${packages[*]}" >&2
	exit 1
fi

export DEBIAN_FRONTEND=noninteractive
echo "Reading the distribution's package lists (apt-get update)"
apt-get update -qq -o DPkg::Lock::Timeout=120

absent=()
for package in "${packages[@]}"; do
	candidate=$(apt-cache policy "$package" | sed -n 's/^ *Candidate: //p')
	if [ -z "$candidate" ] || [ "$candidate" = "(none)" ]; then
		absent+=("$package")
	fi
done
if [ ${#absent[@]} -gt 0 ]; then
	cat >&2 <<-TEXT
		This release of the distribution has no package: ${absent[*]}
		  awscli         https://docs.aws.amazon.com/cli/latest/userguide/getting-started-install.html
		  postgresql-15  Debian 12 has it; for other releases https://wiki.postgresql.org/wiki/Apt
		Install what is missing from there and start again.
	TEXT
	exit 1
fi

# While packages are installed, no service of theirs is started, and none that
# runs is stopped or restarted: the policy layer of Debian's service scripts
# refuses all of it.
policy=/usr/sbin/policy-rc.d
kept=
restore() {
	rm -f "$policy"
	if [ -n "$kept" ]; then
		mv "$kept" "$policy"
	fi
}
trap restore EXIT
trap 'exit 130' INT TERM
if [ -e "$policy" ]; then
	kept=$(mktemp "$policy.XXXXXX")
	mv "$policy" "$kept"
fi
printf '#!/bin/sh\nexit 101\n' >"$policy"
chmod 755 "$policy"

echo "Installing: ${packages[*]} (their services are not started)"
apt-get install -y -qq -o DPkg::Lock::Timeout=120 --no-install-recommends --no-upgrade "${packages[@]}"

# With systemd they would start at the next boot, and take ports that nobody asked them to take.
if [ -d /run/systemd/system ]; then
	for package in "${packages[@]}"; do
		case $package in
		postgresql-15) systemctl disable --quiet postgresql || true ;;
		nginx-light) systemctl disable --quiet nginx || true ;;
		esac
	done
fi

installed=("${packages[@]}")
hash -r
look "$@"
if [ ${#packages[@]} -gt 0 ]; then
	echo "Installed, but what they should bring is still missing: ${packages[*]}" >&2
	exit 1
fi
echo "Installed: ${installed[*]}"
