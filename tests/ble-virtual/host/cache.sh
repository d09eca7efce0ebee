# shellcheck shell=bash disable=SC2034
# Where everything that is fetched or made is kept, so that a second run is quick.

repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)
here="$repository/tests/ble-virtual"
target=${CARGO_TARGET_DIR:-$repository/target}
# A relative CARGO_TARGET_DIR is relative to where cargo is called; every call here is made in the repository.
case $target in /*) ;; *) target="$repository/$target" ;; esac
cache="$target/ble-virtual"
mkdir -p "$cache"
