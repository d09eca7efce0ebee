# shellcheck shell=bash
# What the guest is made of, by the names of Debian's packages.
: "${cache:?}"

# program to be found:package that has it. A `+` in front: a development file that pkg-config knows.
needed=(
  qemu-system-x86_64:qemu-system-x86
  busybox:busybox-static
  cpio:cpio
  depmod:kmod
  xz:xz-utils
  dbus-daemon:dbus
  bluetoothd:bluez
  btmon:bluez
  btvirt:bluez-test-tools
  cc:gcc
  pkg-config:pkg-config
  +dbus-1:libdbus-1-dev
)

# The standard's word for "could not be run": neither passed nor failed.
not_run=77

missing_packages() {
  local entry name package
  for entry in "${needed[@]}"; do
    name=${entry%%:*} package=${entry#*:}
    case $name in
      +*) pkg-config --exists "${name#+}" 2>/dev/null || echo "$package" ;;
      *) command -v "$name" >/dev/null || echo "$package" ;;
    esac
  done | sort -u
}

# Installs what is missing, or says what to install and ends with 77.
require_packages() {
  local packages
  PATH="$PATH:/usr/sbin:/sbin:/usr/libexec/bluetooth"
  mapfile -t packages < <(missing_packages)
  [ ${#packages[@]} -eq 0 ] && return
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "installing ${packages[*]}"
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}"; } \
      >"$cache/apt.log" 2>&1 || tail -5 "$cache/apt.log" >&2
    mapfile -t packages < <(missing_packages)
    [ ${#packages[@]} -eq 0 ] && return
  fi
  echo "NOT RUN: these Debian packages are missing: ${packages[*]}" >&2
  echo "install them (as root: apt-get install --no-install-recommends ${packages[*]}) and run this again" >&2
  exit $not_run
}
