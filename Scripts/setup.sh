# SPDX-License-Identifier: Apache-2.0
# What Scripts/run, test, bench and doctor share; sourced by them after they have set `root`.
# Paths are always quoted: a clone may lie in a folder whose name has a space.

package_list="$root/Scripts/packages.txt"
vendor="$root/Web/vendor"
venv="$root/.venv"
venv_python="$venv/bin/python"

# Debian's own Python where there is one: only that one is sure to find Debian's python3-venv.
system_python=/usr/bin/python3
[ -x "$system_python" ] || system_python=python3

say() { printf '%s\n' "$*"; }

fail() {
    printf '%s: %s\n' "${0##*/}" "$*" >&2
    exit 1
}

wrong_usage() {
    printf '%s: %s\nTry %s --help\n' "${0##*/}" "$*" "$0" >&2
    exit 2
}

# packages_for run test … → lines of the package list for these uses.
packages_for() {
    for use in "$@"; do
        awk -v use="$use" '!/^#/ && $2 == use' "$package_list"
    done
}

# package_is_present NAME PROBE
package_is_present() {
    if command -v dpkg-query >/dev/null 2>&1; then
        [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
        return
    fi
    case "$2" in
    command:*) command -v "${2#command:}" >/dev/null 2>&1 ;;
    pkg-config:*) pkg-config --exists "${2#pkg-config:}" 2>/dev/null ;;
    file:*) [ -e "${2#file:}" ] ;;
    *) true ;; # cannot tell: the build will
    esac
}

# missing_packages run test … → the lines of the list whose package is not there.
missing_packages() {
    packages_for "$@" | while read -r name use probe purpose; do
        package_is_present "$name" "$probe" || say "$name $use $probe $purpose"
    done
}

# install_packages run test …: nothing when all is there; apt-get when this is Debian or Ubuntu;
# otherwise says what to install, and stops.
install_packages() {
    missing=$(missing_packages "$@")
    [ -n "$missing" ] || return 0
    names=$(printf '%s\n' "$missing" | awk '{ printf "%s%s", (NR > 1 ? " " : ""), $1 }')
    if ! command -v apt-get >/dev/null 2>&1; then
        say "Please install what is missing (Debian's names) and start again:" >&2
        printf '%s\n' "$missing" | while read -r name _ probe purpose; do
            printf '  %-20s %s (looked for %s)\n' "$name" "$purpose" "$probe" >&2
        done
        exit 1
    fi
    as_root=
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null 2>&1 ||
            fail "these packages are missing; install them as root: apt-get install --no-install-recommends $names"
        as_root=sudo
    fi
    say "Installing system packages: $names"
    $as_root apt-get update -qq || fail "apt-get update failed: see its message above"
    # shellcheck disable=SC2086 # names is a list of words
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
        -o Dpkg::Use-Pty=0 $names >/dev/null || fail "apt-get could not install: $names"
}

require_swift() {
    command -v swift >/dev/null 2>&1 ||
        fail "swift is not on PATH: install Swift 6.3 from https://www.swift.org/install/linux/ and start again"
}

# prepare_venv: a working .venv (an earlier one may point at a Python that is gone).
prepare_venv() {
    "$venv_python" -m pip --version >/dev/null 2>&1 && return 0
    say "Making the Python folder .venv"
    "$system_python" -m venv --clear "$venv" ||
        fail "could not make $venv with $system_python (Debian: python3-venv)"
}

front_end_is_present() {
    cmp -s "$root/Scripts/front-end.txt" "$vendor/front-end.txt" || return 1
    for file in maplibre-gl.js maplibre-gl.css bootstrap.min.css chart.min.js; do
        [ -s "$vendor/$file" ] || return 1
    done
}

# copy_without_source_map FROM NAME: the maps are not shipped, so naming them would only cost a 404.
copy_without_source_map() {
    [ -s "$1" ] || fail "$1 is missing: it belongs to the package in Scripts/packages.txt"
    sed -e 's,/\*# sourceMappingURL=[^*]*\*/,,' -e 's,^//# sourceMappingURL=.*$,,' "$1" >"$vendor/$2" ||
        fail "could not write $vendor/$2"
}

# prepare_front_end: Web/vendor from the MapLibre wheel and two Debian packages.
prepare_front_end() {
    front_end_is_present && return 0
    prepare_venv
    say "Fetching the front-end libraries into Web/vendor"
    mkdir -p "$vendor"
    wheel_folder=$(mktemp -d)
    "$venv_python" -m pip download --quiet --disable-pip-version-check --no-deps --require-hashes \
        --dest "$wheel_folder" -r "$root/Scripts/front-end.txt" ||
        fail "could not fetch the MapLibre wheel named in Scripts/front-end.txt"
    (cd "$wheel_folder" && "$venv_python" -m zipfile -e ./*.whl .) || fail "could not unpack the MapLibre wheel"
    copy_without_source_map "$wheel_folder/maplibre/srcjs/maplibre-gl.js" maplibre-gl.js
    copy_without_source_map "$wheel_folder/maplibre/srcjs/maplibre-gl.css" maplibre-gl.css
    copy_without_source_map /usr/share/javascript/bootstrap5/css/bootstrap.min.css bootstrap.min.css
    copy_without_source_map /usr/share/javascript/chart.js/chart.min.js chart.min.js
    rm -rf "$wheel_folder"
    # Last: its presence says that the folder is complete.
    cp "$root/Scripts/front-end.txt" "$vendor/front-end.txt"
}

# install_test_packages LIST WHAT [OPTION]: the pinned packages of a list into .venv, unless they are there.
install_test_packages() {
    cmp -s "$1" "$venv/$2-requirements.txt" && return 0
    say "Installing the Python packages of the $2 tests into .venv"
    "$venv_python" -m pip install --quiet --disable-pip-version-check --require-hashes ${3:-} -r "$1" ||
        fail "could not install $1"
    cp "$1" "$venv/$2-requirements.txt"
}

# prepare_test_python: the packages of the browser tests, the libraries that analyses are compared with, and map clients.
prepare_test_python() {
    prepare_venv
    install_test_packages "$root/Tests/Browser/requirements.txt" browser
    install_test_packages "$root/Tests/Analysis/requirements.txt" analysis --no-deps
    install_test_packages "$root/Tests/Clients/requirements.txt" clients --no-deps
    install_test_packages "$root/Tests/Attacks/requirements.txt" attacks --no-deps
}
