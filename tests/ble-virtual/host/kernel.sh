# shellcheck shell=bash
# Debian's own kernel, fetched and unpacked, never installed.
: "${cache:?}" "${not_run:?}"

kernel_modules=(
  virtio_pci 9pnet_virtio 9p
  # The kernel's random generator, without which it has no ECDH, no SMP and so no random addresses.
  ctr sha512_generic sha3_generic drbg
  cmac ecb ccm ecdh_generic algif_skcipher algif_hash
  bluetooth hci_vhci uhid
)

# The folders of the kernel package in which those modules and what they need are found.
kernel_folders=(
  drivers/bluetooth drivers/hid drivers/virtio
  net/bluetooth net/9p net/rfkill
  fs/9p fs/netfs fs/fscache
  crypto arch/x86/crypto lib drivers/char
)

# The package behind the name that always leads to the newest kernel.
kernel_package() {
  apt-cache depends linux-image-amd64 2>/dev/null | sed -n 's/^ *Depends: \(linux-image-[0-9].*\)$/\1/p' | head -1
}

# Sets $kernel to a folder with `vmlinuz` and `lib/modules`.
unpack_kernel() {
  local package folder patterns=()
  # Any kernel that was unpacked before will do: what is under test is above it.
  kernel=$(find "$cache" -maxdepth 1 -type d -name 'linux-image-*' | sort -V | tail -1)
  [ -n "$kernel" ] && return
  package=$(kernel_package)
  if [ -z "$package" ]; then
    if [ "$(id -u)" = 0 ]; then apt-get update -qq; fi
    package=$(kernel_package)
  fi
  if [ -z "$package" ]; then
    echo "NOT RUN: apt knows no linux-image-amd64 (this needs Debian on amd64 and a fresh 'apt-get update')" >&2
    exit "$not_run"
  fi
  kernel="$cache/$package"
  folder=$(mktemp -d "$cache/unpack.XXXXXX")
  chmod 755 "$folder"
  echo "fetching $package"
  if ! (cd "$folder" && timeout 300 apt-get download -qq -o APT::Sandbox::User=root "$package"); then
    echo "NOT RUN: $package could not be fetched" >&2
    exit "$not_run"
  fi
  local name
  for name in "${kernel_folders[@]}"; do patterns+=("./*lib/modules/*/kernel/$name/*"); done
  dpkg-deb --fsys-tarfile "$folder"/*.deb |
    tar -x -C "$folder" --wildcards './boot/vmlinuz-*' './*lib/modules/*/modules.builtin*' './*lib/modules/*/modules.order' \
      "${patterns[@]}" 2>/dev/null || true
  # Debian 13 keeps its modules below /usr/lib.
  if [ -d "$folder/usr/lib/modules" ]; then mkdir -p "$folder/lib" && mv "$folder/usr/lib/modules" "$folder/lib/"; fi
  mv "$folder"/boot/vmlinuz-* "$folder/vmlinuz"
  find "$folder/lib/modules" -name '*.ko.xz' -exec xz -d {} +
  depmod -b "$folder" "$(ls "$folder/lib/modules")"
  rm -rf "$folder"/*.deb "${folder:?}/boot" "${folder:?}/usr"
  mv "$folder" "$kernel"
}

# Copies the modules that are loaded, and what they need, below folder $1.
copy_modules() {
  local root=$1 version file
  version=$(ls "$kernel/lib/modules")
  modprobe -d "$kernel" -S "$version" --show-depends -a "${kernel_modules[@]}" 2>/dev/null |
    sed -n 's/^insmod \([^ ]*\).*$/\1/p' | sort -u |
    while read -r file; do install -D -m 644 "$file" "$root/${file#"$kernel"/}"; done
  cp "$kernel/lib/modules/$version"/modules.{builtin,order}* "$root/lib/modules/$version/" 2>/dev/null
  depmod -b "$root" "$version"
  printf '%s\n' "${kernel_modules[@]}" >"$root/etc/modules"
}
