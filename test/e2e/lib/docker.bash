# A real Docker on a throw-away host, from packages that were unpacked and not installed (test/e2e/docker.sh).

# Where its containers' control groups stand; the hierarchy is the machine's, so that nothing may be left there.
readonly DOCKER_CGROUP=netgen-test-$$

# Starts a daemon on the current host, with folders, control groups and an image `box` of its own.
docker_up() {
  docker_tree=$("$BATS_TEST_DIRNAME/docker.sh")
  docker_libraries=$(printf '%s:' "$docker_tree"/usr/lib/*-linux-gnu "$docker_tree"/lib/*-linux-gnu)
  in_host sh -ec '
    mkdir -p /var/lib/docker
    mount -t tmpfs tmpfs /var/lib/docker
    mount -t cgroup2 cgroup2 /sys/fs/cgroup
  '
  with_docker timeout 120 dockerd --storage-driver vfs --bridge none --host unix:///run/docker.sock \
    --cgroup-parent "$DOCKER_CGROUP" </dev/null >"$BATS_TEST_TMPDIR/dockerd.log" 2>&1 3>&- &
  eventually docker version || {
    tail -n 5 "$BATS_TEST_TMPDIR/dockerd.log"
    return 1
  }
  docker_image
}

with_docker() {
  HOST_PATH=$docker_tree/usr/bin:$docker_tree/usr/sbin:$STANDARD_PATH \
    in_host env "LD_LIBRARY_PATH=${docker_libraries%:}" "$@"
}

docker() {
  with_docker docker --host unix:///run/docker.sock "$@"
}

# Enough of a system to sleep in.
docker_image() {
  local root=$BATS_TEST_TMPDIR/box library
  mkdir -p "$root/bin"
  cp /bin/busybox "$root/bin"
  for library in $(ldd /bin/busybox | grep -o '/[^ ]*'); do
    mkdir -p "$root${library%/*}"
    cp -L "$library" "$root$library"
  done
  tar -C "$root" -c . | docker import - box >/dev/null
}

# A container that sleeps. docker_container NAME OPTION…
docker_container() {
  local name=$1
  shift
  docker run --detach --name "$name" --hostname "$name" "$@" box /bin/busybox sleep 100 >/dev/null
}

# Its namespace, as a place for in_place.
docker_netns() {
  echo "/proc/$(docker inspect --format '{{.State.Pid}}' "$1")/ns/net"
}

# Ends its containers, so that no control group of theirs is left when the host goes.
docker_down() {
  [ -n "${docker_tree:-}" ] || return 0
  docker ps -aq >"$BATS_TEST_TMPDIR/containers"
  while read -r container; do docker rm --force "$container"; done <"$BATS_TEST_TMPDIR/containers" >/dev/null
  in_host rmdir "/sys/fs/cgroup/$DOCKER_CGROUP"
  docker_tree=
}
