# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash disable=SC2154
# Functions that the scripts of this folder share; sourced, never run. Needs bash, `set -euo pipefail` and $project, the
# absolute path of the project's folder.

# One line for each argument.
say() { printf '%s\n' "$@"; }

die() {
    printf '%s: %s\n' "$(basename "$0")" "$*" >&2
    exit 1
}

# packages_of SECTION...: the packages of these sections of packages.txt, one a line.
packages_of() {
    local section
    for section in "$@"; do
        awk -v section="$section" '$1 == section { print $2 }' "$project/packaging/packages.txt"
    done | sort -u
}

# missing_packages SECTION...: those of them that dpkg does not know as installed.
missing_packages() {
    local installed
    # dpkg-query exits with 1 when it knows nothing of one of the names; what it does know is still printed.
    # shellcheck disable=SC2046  # one word a package is meant
    installed=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' $(packages_of "$@") 2>/dev/null |
        awk '$1 == "installed" { print $2 }' | sort -u) || true
    comm -23 <(packages_of "$@") <(printf '%s\n' "$installed")
}

# install_packages SECTION...: installs what is missing with apt, as root or with sudo; says what to do where neither works.
install_packages() {
    if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
        say "This is not Debian: nothing is installed. The build needs what packaging/packages.txt lists."
        return 0
    fi
    local missing become=()
    mapfile -t missing < <(missing_packages "$@")
    [ ${#missing[@]} -eq 0 ] && return 0

    say "Installing ${#missing[@]} missing Debian packages: ${missing[*]}"
    if [ "$(id -u)" -ne 0 ]; then
        if ! command -v sudo >/dev/null; then
            die "these packages are missing, and this is neither root nor a system with sudo." \
                "As root, run: apt-get install ${missing[*]}"
        fi
        # Without a terminal nobody could type the password.
        if [ ! -t 0 ] && ! sudo -n true 2>/dev/null; then
            die "these packages are missing, and sudo wants a password but there is no terminal to type it on." \
                "In a terminal, run: sudo apt-get install ${missing[*]}"
        fi
        become=(sudo)
    fi
    local apt=(${become[@]+"${become[@]}"} env DEBIAN_FRONTEND=noninteractive apt-get -qq
        -o Acquire::Retries=3 -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0)
    local log
    log=$(mktemp)
    if ! "${apt[@]}" update </dev/null >"$log" 2>&1; then
        tail -n 5 "$log" >&2
        say "The package lists could not be refreshed; trying with those that are here."
    fi
    if ! "${apt[@]}" install --yes --no-install-recommends "${missing[@]}" </dev/null >"$log" 2>&1; then
        tail -n 20 "$log" >&2
        rm -f "$log"
        die "apt-get could not install the packages above (its last lines are shown)." \
            "Mend that, or install them yourself: ${missing[*]}"
    fi
    rm -f "$log"
}

# configure_preset PRESET FOLDER [cmake arguments...]: configures unless FOLDER is configured already for this project.
# A change of a CMakeLists.txt needs nothing here: Ninja configures again by itself.
configure_preset() {
    local preset=$1 folder=$2 fresh=()
    shift 2
    local wanted="$preset $*"
    if [ -f "$folder/build.ninja" ] && [ "$(cat "$folder/configured-as" 2>/dev/null)" = "$project $wanted" ] &&
        [ ! "$project/CMakePresets.json" -nt "$folder/configured-as" ]; then
        return 0
    fi
    # A cache of another place or of other options would win over what is asked for here.
    [ -f "$folder/CMakeCache.txt" ] && fresh=(--fresh)
    (cd "$project" && cmake --preset "$preset" ${fresh[@]+"${fresh[@]}"} -B "$folder" "$@") ||
        die "CMake could not configure the project; its message above names what is missing."
    printf '%s\n' "$project $wanted" >"$folder/configured-as"
}
