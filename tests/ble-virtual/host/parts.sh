# shellcheck shell=bash
# The parts of which a guest is made, in the order in which they build on each other.

# shellcheck source=host/cache.sh
. host/cache.sh
# shellcheck source=host/packages.sh
. host/packages.sh
# shellcheck source=host/kernel.sh
. host/kernel.sh
# shellcheck source=host/initramfs.sh
. host/initramfs.sh
