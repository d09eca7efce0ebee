# shellcheck shell=bash
# The parts of which a guest is made, in the order in which they build on each other.

# shellcheck source=cache.sh
. host/cache.sh
# shellcheck source=packages.sh
. host/packages.sh
# shellcheck source=kernel.sh
. host/kernel.sh
# shellcheck source=initramfs.sh
. host/initramfs.sh
