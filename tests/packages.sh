#!/usr/bin/env bash
# Uses what is published as its users do: the library, the client and the tool from a local feed in empty projects outside the repository, the example of
# each README compiled and run; and the archive's program where there is no .NET.
#
# usage: tests/packages.sh [--without-archive]     (build first; needs the registry for NuGet, curl and unzip; an archive takes some minutes)
set -euo pipefail
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
root=$(dirname "$here")
work=$(mktemp -d) service=
trap '[ -z "$service" ] || kill "$service"; wait; rm -rf "$work"' EXIT
cd "$work"
# Nothing that this user has: no packages of an earlier run, no models, no network for them.
export NUGET_PACKAGES=$work/packages UNBRAID_MODELS=$work/models UNBRAID_OFFLINE=1 DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
began=$(date +%s)
step() { echo "$* ($(($(date +%s) - began)) s)"; }
fail() { echo "$*"; exit 1; }
quiet() { "$@" >log 2>&1 || { cat log; fail "failed: $*"; }; }
stems() { [ "$(find "$1" -name '*.wav' -size +1M | wc -l)" = 4 ] || fail "There are no four stems in $1: $(ls -R "$1")"; }

step 'Packing what was built'
for project in Unbraid Unbraid.Client Unbraid.Cli; do
    (unset NUGET_PACKAGES; quiet dotnet pack "$root/src/$project" --no-build -c Release -p:MinVerSkip=true -o "$work/feed" -nologo)
done
version=$(basename feed/Unbraid.Client.*.snupkg .snupkg)
version=${version#Unbraid.Client.}
has() { [[ $(unzip -l "$1") == *"$2"* ]]; }
has "feed/Unbraid.$version.snupkg" Unbraid.Separation.pdb || fail 'The library has no symbols.'
has "feed/Unbraid.$version.nupkg" lib/net10.0/Unbraid.Separation.xml || fail 'The library has no documentation.'
cat >nuget.config <<'X'
<configuration><packageSources><add key="local" value="feed" /></packageSources></configuration>
X

# An empty project with one package, whose program is the first C# example of the package's README.
project() {
    local name=$1 package=$2
    mkdir "$name"
    cat >"$name/$name.csproj" <<'X'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net10.0</TargetFramework>
    <Nullable>enable</Nullable>
    <ImplicitUsings>enable</ImplicitUsings>
    <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
  </PropertyGroup>
</Project>
X
    unzip -p "feed/$package.$version.nupkg" README.md | sed -n '/^```csharp/,/^```$/{//!p;/^```$/q}' >"$name/Program.cs"
    quiet dotnet add "$name" package "$package" --version "$version"
    for song in song.opus song.mp3 song.wav; do cp "$root/demo/song.opus" "$name/$song"; done
}

step 'The library'
project library Unbraid
cp "$here/packages/References.cs.txt" library/References.cs
quiet dotnet build library -c Release -o library/out -nologo
(cd library && dotnet out/library.dll && stems .)

step 'The tool'
quiet dotnet tool install Unbraid.Tool --version "$version" --tool-path tool
[ "$(tool/unbraid --version | head -n 1)" = "unbraid $version" ] || fail "The tool is not of version $version."
quiet tool/unbraid separate "$root/demo/song.opus" -o with-tool
stems with-tool

program=("$work/tool/unbraid")

if [ "${1:-}" != --without-archive ]; then
    step 'The archive'
    case $(uname -m) in x86_64) system=linux-x64 ;; aarch64) system=linux-arm64 ;; *) fail 'No archive is made for this processor.' ;; esac
    (unset NUGET_PACKAGES; quiet "$root/deploy/release" --archives -o "$work/release" "$system")
    (cd release && sha256sum --quiet -c SHA256SUMS)
    mkdir archive path home
    tar -C archive --strip-components 1 -xzf release/unbraid-*-"$system".tar.gz
    for file in LICENSE THIRD-PARTY-NOTICES.txt README.md unbraid.1 unbraid.service completions/unbraid.bash; do [ -s "archive/$file" ] || fail "The archive lacks $file."; done
    for tool in ffmpeg ffprobe; do ln -s "$(command -v $tool)" path/; done
    program=(env -i HOME="$work/home" PATH="$work/path" UNBRAID_MODELS="$work/models" UNBRAID_OFFLINE=1 "$work/archive/unbraid")
    [ "$("${program[@]}" --version | head -n 1)" = "unbraid $(basename release/unbraid-*.tar.gz | sed "s/^unbraid-\(.*\)-$system.*/\1/")" ] || fail 'The archive has another version than its program.'
    step 'Its program, without .NET'
    quiet "${program[@]}" separate "$root/demo/song.opus" -o with-archive
    stems with-archive
    cmp with-archive/song/vocals.wav with-tool/song/vocals.wav
    quiet "${program[@]}" compose --prompt 'slow folk' --duration 20 -o composed.flac
    ! env -i PATH="$work/none" "$work/archive/unbraid" separate "$root/demo/song.opus" -o nothing 2>without-ffmpeg || fail 'It separates without ffmpeg.'
    grep -q 'is not installed; install it' without-ffmpeg || fail "Without ffmpeg it says: $(cat without-ffmpeg)"
fi

step 'The service, and the client'
"${program[@]}" serve --data "$work/data" --urls http://127.0.0.1:0 2>service.log &
service=$!
for _ in $(seq 300); do grep -q 'listens on' service.log && break; sleep 0.1; done
UNBRAID_URL=$(sed -n 's/.*listens on \(http:[^;]*\);.*/\1/p' service.log)
[ -n "$UNBRAID_URL" ] || fail "The service does not start: $(cat service.log)"
UNBRAID_TOKEN=$("${program[@]}" token --subject tester --data "$work/data")
export UNBRAID_URL UNBRAID_TOKEN
curl -sSf "$UNBRAID_URL/" -o page.html && grep -qi '<html' page.html || fail 'The studio has no page.'
project client Unbraid.Client
quiet dotnet build client -c Release -o client/out -nologo
(cd client && rm -f ./*.wav && quiet dotnet out/client.dll && stems .)
step 'What is published works.'
