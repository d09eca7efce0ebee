# shellcheck shell=bash
# The guest's files: the host's own busybox, D-Bus and BlueZ with their libraries, and the scripts of `image`.
: "${cache:?}" "${here:?}"

# Copies program $2 and the libraries it is linked with below folder $1, at the same path (or at $3).
add_program() {
  local root=$1 file=$2 at=${3:-$2} library
  install -D -m 755 "$file" "$root$at"
  { ldd "$file" 2>/dev/null || true; } | sed -n 's/.*=> \(\/[^ ]*\).*/\1/p; s/^\t\(\/[^ ]*\) .*/\1/p' |
    while read -r library; do
      [ -e "$root$library" ] || install -D -m 755 "$library" "$root$library"
    done
}

# An archive of folder $1 as file $2.
archive() {
  (cd "$1" && find . -print0 | LC_ALL=C sort -z | cpio --null --create --format=newc --quiet) | gzip -1 >"$2.new"
  mv "$2.new" "$2"
}

# Sets $base to the archive with all but the programs under test, made anew when a script or the kernel has changed.
make_base() {
  local root stamp name
  stamp=$({
    echo "${kernel:?}"
    cat "$here"/host/*.sh "$here"/image/*
    dpkg-query -W bluez bluez-test-tools dbus busybox-static libc6 2>/dev/null
  } | sha256sum | cut -c1-16)
  base="$cache/base-$stamp.cpio.gz"
  [ -e "$base" ] && return
  rm -f "$cache"/base-*.cpio.gz
  root=$(mktemp -d "$cache/root.XXXXXX")
  mkdir -p "$root"/{bin,dev,etc/dbus-1,etc/bluetooth,lib,proc,sys,run,tmp,out,usr/bin,usr/local/bin,var/lib/bluetooth,var/lib/dbus}
  ln -s ../run "$root/var/run"
  cp "$(command -v busybox)" "$root/bin/busybox"
  # With them come the libraries that what is compiled here needs.
  for name in dbus-daemon bluetoothd btvirt btmon btmgmt; do add_program "$root" "$(command -v "$name")" "/usr/bin/$name"; done
  install -m 755 "$here/image/init" "$root/init"
  install -m 644 "$here/image/system.conf" "$root/etc/dbus-1/system.conf"
  cc -O1 -o "$root/bin/ble-capture" "$here/image/ble-capture.c"
  for name in "$here"/image/ble-s*; do install -m 755 "$name" "$root/bin/$(basename "$name")"; done
  printf 'root:x:0:0::/:/bin/sh\nmessagebus:x:100:100::/:/bin/false\n' >"$root/etc/passwd"
  printf 'root:x:0:\nmessagebus:x:100:\nbluetooth:x:101:\n' >"$root/etc/group"
  echo 00000000000000000000000000000001 >"$root/etc/machine-id"
  echo guest >"$root/etc/hostname"
  cc -O1 -shared -fPIC -o "$root/lib/small-mtu.so" "$here/image/small-mtu.c" -ldl
  copy_modules "$root"
  archive "$root" "$base"
  rm -rf "$root"
}
