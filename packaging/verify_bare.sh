#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Proves that the scripts of this folder work on a system that has nothing: makes a bare Debian in a folder, clones the
# last commit into a path with a space, and runs the given script there with no terminal, timed.
set -euo pipefail

usage() {
    cat <<'TEXT'
Usage (as root): packaging/verify_bare.sh [--suite bookworm|trixie] [--keep DIR] [--] [SCRIPT [ARGUMENT...]]

SCRIPT is a path in the project, packaging/run.sh --headless if left out. Needs root, git and the package mmdebstrap.

  --suite NAME  which Debian (bookworm if left out)
  --keep DIR    make the bare system in DIR, or use the one that is there, and leave it; a folder that goes again if left out
  --help        this text
TEXT
}

project=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
# shellcheck source=packaging/setup.sh
. "$project/packaging/setup.sh"

suite=bookworm
system=
while [ $# -gt 0 ]; do
    case $1 in
    --suite | --keep)
        [ $# -ge 2 ] || die "$1 needs a value; --help says more."
        if [ "$1" = --suite ]; then suite=$2; else system=$2; fi
        shift
        ;;
    --help | -h)
        usage
        exit 0
        ;;
    --)
        shift
        break
        ;;
    -*)
        usage >&2
        exit 2
        ;;
    *) break ;;
    esac
    shift
done
[ $# -gt 0 ] || set -- packaging/run.sh --headless

[ "$(id -u)" -eq 0 ] || die "a bare system is made by root."
command -v mmdebstrap >/dev/null || die "mmdebstrap is missing: apt-get install mmdebstrap"

keep=yes
if [ -z "$system" ]; then
    keep=no
    system=$(mktemp -d /var/tmp/layerbench-bare.XXXXXX)
fi
leave() {
    if mountpoint -q "$system/proc"; then umount "$system/proc"; fi
    # Never delete below a mount that could not be taken away.
    if [ "$keep" = no ] && ! mountpoint -q "$system/proc"; then rm -rf --one-file-system "$system"; fi
}
trap leave EXIT

if [ ! -x "$system/usr/bin/apt-get" ]; then
    mmdebstrap --quiet --variant=minbase "$suite" "$system"
fi
cp /etc/resolv.conf "$system/etc/resolv.conf"
if [ -d /etc/apt/apt.conf.d ]; then cp -r /etc/apt/apt.conf.d/. "$system/etc/apt/apt.conf.d/"; fi
mountpoint -q "$system/proc" || mount --bind /proc "$system/proc"

clone="$system/root/a clone"
rm -rf "$clone"
git clone --quiet --no-hardlinks "$project" "$clone"
say "Debian $(cat "$system/etc/debian_version"), commit $(git -C "$clone" rev-parse --short HEAD): $*"

started=$SECONDS
status=0
env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 \
    chroot "$system" bash -c 'cd / && exec bash "/root/a clone/$1" "${@:2}"' verify "$@" </dev/null || status=$?
say "$*: exit status $status after $((SECONDS - started)) s"
exit "$status"
