#!/bin/sh
# Prints the folder that holds a Docker of Debian's packages, for docker.bats. They are unpacked there and not
# installed: an installed docker.io starts a daemon on this machine, with rules and sysctls of its own.
#   test/e2e/docker.sh [--fetch]    --fetch: downloads them if they are not there yet, as root
set -eu
cd "$(dirname "$0")/../.."
tree=$PWD/node_modules/.cache/docker

# docker-cli is part of docker.io up to Debian 12; the libraries are those that its daemon wants beside libc.
if [ "${1-}" = --fetch ] && [ ! -x "$tree/usr/sbin/dockerd" ]; then
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  cd "$work"
  for package in docker.io docker-cli containerd runc libdevmapper1.02.1 libseccomp2; do
    apt-get download -q=2 "$package" >/dev/null 2>&1 || continue
    dpkg-deb -x "$package"_*.deb unpacked
  done
  if [ -x unpacked/usr/sbin/dockerd ]; then
    rm -rf "$tree"
    mkdir -p "${tree%/*}"
    mv unpacked "$tree"
  fi
fi
[ -x "$tree/usr/sbin/dockerd" ] || {
  echo "docker.io cannot be downloaded here" >&2
  exit 1
}
echo "$tree"
