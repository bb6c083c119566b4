#!/usr/bin/env bash
# The suite on the QGIS, Python, numpy and PyTorch that a Debian release packages, in a folder of its own.
#   tests/debian/run.sh trixie [arguments of pytest]     (or sid, bookworm, ...)
# Needs root, debootstrap and unshare. DEBIAN_ROOTS says where the releases are kept (4 GB each), MIRROR from where
# they come. Delete a release's folder to make it anew.
set -euo pipefail
release=${1:?"Which release? For example: $0 trixie"}
shift
checkout=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
root=${DEBIAN_ROOTS:-/var/tmp/roofline-debian}/$release
mirror=${MIRROR:-http://deb.debian.org/debian}
packages="qgis python3-qgis python3-gdal python3-numpy python3-scipy python3-matplotlib python3-torch python3-pytest python3-pytest-xdist
  python3-laspy python3-pip python3-venv xvfb xauth git make ca-certificates"

[ "$(id -u)" = 0 ] || { echo "A chroot needs root: sudo $0 $release" >&2; exit 2; }
command -v debootstrap >/dev/null || { echo "Please install debootstrap" >&2; exit 2; }

# USE_LIBUV: Debian builds PyTorch without libuv, which torchrun would use unasked.
# Everything mounted lives in a namespace of its own: nothing stays mounted, whatever happens.
inside() {
  root="$root" checkout="$checkout" unshare --mount --pid --fork --kill-child bash -euc '
    mkdir -p "$root/work/roofline" "$root/work/shared"
    mount -t proc proc "$root/proc"
    mount --rbind /dev "$root/dev"
    mount --bind "$checkout" "$root/work/roofline"
    if [ -d "$checkout/../shared" ]; then mount --bind "$checkout/../shared" "$root/work/shared"; fi
    exec env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive \
      USE_LIBUV=0 OMP_NUM_THREADS="${OMP_NUM_THREADS:-1}" PYTHONDONTWRITEBYTECODE=1 chroot "$root" "$@"' inside "$@"
}

if [ ! -e "$root/.ready" ]; then
  [ -e "$root/.base" ] || { rm -rf "$root"; mkdir -p "$root"; debootstrap --variant=minbase "$release" "$root" "$mirror"; touch "$root/.base"; }
  echo force-unsafe-io > "$root/etc/dpkg/dpkg.cfg.d/quick"
  # How this machine reaches the mirror (a proxy, a mirror that lags) holds inside too.
  { apt-config dump 2>/dev/null | grep -E '^Acquire::(Check-|https?::)' > "$root/etc/apt/apt.conf.d/host"; } || true
  cp /etc/resolv.conf "$root/etc/resolv.conf"
  inside apt-get -q update
  # shellcheck disable=SC2086
  inside apt-get -q install -y --no-install-recommends $packages
  rm -rf "$root"/var/cache/apt/archives/*.deb
  cp /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/ca-certificates.crt"  # pip's way to PyPI may need this machine's
  touch "$root/.ready"
fi

inside python3 -c '
import platform, numpy, torch
from osgeo import gdal
from qgis.core import Qgis
print(f"QGIS {Qgis.version()}, Python {platform.python_version()}, GDAL {gdal.__version__}, numpy {numpy.__version__}, PyTorch {torch.__version__}")'
inside git config --global --add safe.directory /work/roofline
run() { inside bash -c 'cd /work/roofline && exec python3 -m pytest -p no:cacheprovider "$@"' pytest "$@"; }
if [ "${*:-tests}" = tests ]; then
  run -n 2 --dist loadfile tests -m "not alone"
  run tests/desktop -m alone
else
  run "$@"
fi
