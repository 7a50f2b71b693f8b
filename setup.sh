# Sourced by ./unbraid and ./test, which set `root`: makes sure that the machine has what they need, and builds.
# Says everything on stderr, because stdout belongs to the command.

say() { printf '%s\n' "$*" >&2; }

die() { say "$*"; exit 1; }

setup_machine() {
    export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_GENERATE_ASPNET_CERTIFICATE=false
    command -v dotnet >/dev/null ||
        die 'Unbraid needs the .NET 10 SDK, and there is no dotnet command: install it from https://dotnet.microsoft.com/download/dotnet/10.0 and try again.'
    if ! command -v ffmpeg >/dev/null || ! command -v ffprobe >/dev/null; then
        install_package ffmpeg
    fi
}

# The fonts of videos: Latin, Greek and Cyrillic; Chinese, Japanese and Korean; Arabic, Hebrew and more; emoji; symbols. Without one another has to do.
setup_fonts() {
    local font
    for font in inter:opentype/inter droid-fallback:truetype/droid dejavu-core:truetype/dejavu noto-color-emoji:truetype/noto/NotoColorEmoji.ttf \
        symbola:truetype/ancient-scripts; do
        [ -e "/usr/share/fonts/${font#*:}" ] || { can_install && (install_package "fonts-${font%%:*}"); } ||
            say "Videos will look better with the package fonts-${font%%:*}."
    done
}

# What the tests of pages, of generated clients and of packages run on.
setup_node() {
    local tool
    for tool in npm curl unzip; do command -v $tool >/dev/null || (install_package $tool); done
}

# The server of the database that several processes may share: tests/with-postgres.sh starts one of its own.
setup_database() { compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || (install_package postgresql); }

# What the tests of the studio look at it with.
setup_browser() { command -v chromium >/dev/null || (install_package chromium); }

# Whether packages can be installed without asking anybody.
can_install() { command -v apt-get >/dev/null && { [ "$(id -u)" -eq 0 ] || sudo -n true 2>/dev/null; }; }

# Installs a Debian package, as root or through sudo.
install_package() {
    local apt=()
    command -v apt-get >/dev/null ||
        die "Unbraid needs $1, and this machine has no apt-get: install $1 with the machine's package manager and try again."
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null ||
            die "Unbraid needs $1, and installing it takes root: run 'apt-get install $1' as root and try again."
        if sudo -n true 2>/dev/null; then
            apt=(sudo -n)
        elif [ -t 0 ]; then
            apt=(sudo)
        else
            die "Unbraid needs $1, and sudo wants a password: run 'sudo apt-get install $1' and try again."
        fi
    fi
    apt+=(env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300)
    say "Installing $1 ..."
    local log
    log=$(mktemp)
    # The package lists may be missing or old: fetch them only when the first try fails.
    if ! "${apt[@]}" install --no-install-recommends "$1" >"$log" 2>&1 &&
        ! { "${apt[@]}" update && "${apt[@]}" install --no-install-recommends "$1"; } >"$log" 2>&1; then
        tail -n 15 "$log" >&2
        rm -f "$log"
        die "Installing $1 failed (above): run 'apt-get install $1' as root and try again."
    fi
    rm -f "$log"
}

# A line for each file that the build reads; any change of one changes the sum.
sources_sum() {
    (
        cd "$root"
        find src global.json Directory.Build.props Directory.Packages.props .editorconfig BannedSymbols.txt \
            -type f -printf '%P %s %T@\n' | LC_ALL=C sort
        command -v dotnet
    ) | cksum
}

# Builds a project unless its sources are those of its last build. One build at a time.
build_if_changed() {
    local project=$1 stamp="$root/artifacts/built" log="$root/artifacts/build.log" sum
    sum=$(sources_sum)
    if [ -e "$stamp" ] && [ "$(<"$stamp")" = "$sum" ]; then
        return
    fi
    mkdir -p "$root/artifacts" 2>/dev/null && { exec 9>"$root/artifacts/lock"; } 2>/dev/null ||
        die "Unbraid has to be built first, and the folder $root cannot be written: run $root/unbraid once as its owner."
    flock 9
    if [ ! -e "$stamp" ] || [ "$(<"$stamp")" != "$sum" ]; then
        say 'Building Unbraid (a minute or two; needed once, and after changes) ...'
        build "$root/$project" 2>&1 | tee "$log" | show_steps || {
            show_errors "$log"
            die "The build failed (above); all of its output is in $log."
        }
        printf '%s\n' "$sum" >"$stamp"
    fi
    exec 9>&-
}

# What a build has done, while it runs: a line for the packages and for each project.
show_steps() { sed -un -e '/^ *Determining projects to restore/s/.*/  Fetching packages .../p' -e 's/^ *\(Unbraid[^ ]*\) -> .*/  \1 built/p' >&2; }

# No build server may outlive the build: it would hold the lock and the caller's pipes.
build() {
    local home=${HOME:-}
    [ -n "$home" ] && [ -w "$home" ] || home="$root/artifacts/home"
    mkdir -p "$home"
    (cd "$root" && HOME=$home dotnet build "$1" -c Release -v minimal -nologo -nodeReuse:false -p:UseSharedCompilation=false 9>&-)
}

show_errors() {
    grep -E '(error|warning) [A-Z]+[0-9]+' "$1" | sed 's/ \[[^]]*\]$//' | sort -u | head -n 20 >&2 || tail -n 20 "$1" >&2
}
