#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Makes the pictures in resources/screenshots again: every view, light and dark, as on 1366 x 768 and as on 1920 x 1080 at
# 200 %, from the real window, without a display. The program must have been built; ImageMagick makes the files small.
set -euo pipefail

project=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
# shellcheck source=packaging/setup.sh
. "$project/packaging/setup.sh"

program=
for build in release dev; do
    if [ -z "$program" ] && [ -x "$project/build/$build/bin/layerbench" ]; then program=$project/build/$build/bin/layerbench; fi
done
[ -n "$program" ] || die "the program is not built yet: run packaging/run.sh --headless first."
command -v convert >/dev/null || die "ImageMagick is missing: apt-get install imagemagick"
shots=$project/resources/screenshots
for scale in 1 2; do
    QT_QPA_PLATFORM=offscreen QT_SCALE_FACTOR=$scale "$program" --tour "$shots/window-$scale"
    # A third of the size, and no difference that can be seen.
    for file in "$shots/window-$scale"/*.png; do convert "$file" +dither -colors 255 "PNG8:$file"; done
done

# The page that shows them, so that none is forgotten.
{
    say "# Every view of the window" ""
    say "Made by \`packaging/screenshots.sh\` on $(date +%Y-%m-%d), on Debian $(cat /etc/debian_version), from the real window." ""
    for scale in 1 2; do
        [ "$scale" = 1 ] && say "## 1366 x 768" "" || say "## 1920 x 1080 at 200 %" ""
        for file in "$shots/window-$scale"/*-light.png; do
            name=$(basename "$file" -light.png)
            say "### $name" "" "![$name, light](window-$scale/$name-light.png)" "![$name, dark](window-$scale/$name-dark.png)" ""
        done
    done
} >"$shots/README.md"
