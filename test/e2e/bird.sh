#!/bin/sh
# Prints the folder that holds the programs bird and birdc: /usr/sbin where Debian's package bird2 is installed. Elsewhere
# they are unpacked with their libraries, and not installed: an installed bird2 starts a daemon on this machine.
#   test/e2e/bird.sh [--fetch]    --fetch: downloads them if they are not there yet, as root
set -eu
cd "$(dirname "$0")/../.."
tree=$PWD/node_modules/.cache/bird

if [ -x /usr/sbin/bird ]; then
  echo /usr/sbin
  exit
fi

# Libraries by their names in Debian 12 and 13: one of each pair is not there.
unpack() {
  for package in bird2 libssh-gcrypt-4 libssh-4 libreadline8 libreadline8t64 libgssapi-krb5-2 libkrb5-3 libk5crypto3 \
    libkrb5support0 libkeyutils1 libcom-err2; do
    apt-get download -q=2 "$package" >/dev/null 2>&1 || continue
    dpkg-deb -x "$package"_*.deb unpacked
  done
  [ -x unpacked/usr/sbin/bird ]
}

if [ "${1-}" = --fetch ] && [ ! -x "$tree/bin/bird" ]; then
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  cd "$work"
  if unpack || { apt-get update -q=2 && unpack; }; then
    mkdir unpacked/bin
    for program in bird birdc; do
      cat >"unpacked/bin/$program" <<PROGRAM
#!/bin/sh
libraries=\$(printf '%s:' '$tree'/usr/lib/*-linux-gnu '$tree'/lib/*-linux-gnu)
LD_LIBRARY_PATH=\${libraries%:} exec '$tree/usr/sbin/$program' "\$@"
PROGRAM
      chmod +x "unpacked/bin/$program"
    done
    rm -rf "$tree"
    mkdir -p "${tree%/*}"
    mv unpacked "$tree"
  fi
fi
[ -x "$tree/bin/bird" ] || {
  echo "bird2 cannot be downloaded here" >&2
  exit 1
}
echo "$tree/bin"
