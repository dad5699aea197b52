#!/usr/bin/env bash
# Brings the fonts that the books are set in (all under the SIL Open Font License 1.1) from npm packages with
# pinned versions into the folder `fonts/` (git-ignored), each package checked by its SHA-256, with the
# licence texts beside them. Does nothing when the folder is complete.
#
#   scripts/fetch-fonts.sh [folder]
#
# Needs npm, tar and sha256sum (or shasum); without npm it says so and goes on.
set -euo pipefail
cd "$(dirname "$0")/.."
folder="${1:-fonts}"

# package version sha256, then the faces to take: file in the package = our name.
packages=(
  "literata 0.4.3 aae3f1db18107aaaa5ceee58456bf75b80fee594c31908dc652f794d05fa24b0
    400Regular/Literata_400Regular.ttf=Literata-Regular.ttf
    400Regular_Italic/Literata_400Regular_Italic.ttf=Literata-Italic.ttf
    600SemiBold/Literata_600SemiBold.ttf=Literata-SemiBold.ttf"
  "fraunces 0.4.1 40c9fb2bc7019bd99134170c373e9050d5eda99cc2e329cf894ceb557a096952
    600SemiBold/Fraunces_600SemiBold.ttf=Fraunces-SemiBold.ttf"
  "kiwi-maru 0.4.1 1ff70c2fc981b535fdcb14124c3153eaa96d9530960ce4ae144fa9534688d054
    400Regular/KiwiMaru_400Regular.ttf=KiwiMaru-Regular.ttf
    500Medium/KiwiMaru_500Medium.ttf=KiwiMaru-Medium.ttf"
  "noto-serif-jp 0.4.3 4805f4369a831140d0c1a5650e90296cff2641ff202da43ef5272edc2e0866ee
    400Regular/NotoSerifJP_400Regular.ttf=NotoSerifJP-Regular.ttf"
  "noto-emoji 0.4.7 6a25fd5a4da5bb34bbc2d300531bbf32de86afd866e119314d7e358f61a6104d
    400Regular/NotoEmoji_400Regular.ttf=NotoEmoji-Regular.ttf"
  "noto-sans-symbols-2 0.4.1 3bf3d6333487df36e88d146e032a9ed8246617ca2dfe1513a8a382c3fad12ac4
    400Regular/NotoSansSymbols2_400Regular.ttf=NotoSansSymbols2-Regular.ttf"
)

sha256() { if command -v sha256sum >/dev/null; then sha256sum "$1"; else shasum -a 256 "$1"; fi | cut -d' ' -f1; }

complete() {
  local entry face
  for entry in "${packages[@]}"; do
    for face in $entry; do
      [[ $face != *=* || -s "$folder/${face#*=}" ]] || return 1
    done
    [[ -s "$folder/licences/${entry%% *}.txt" ]] || return 1
  done
}

if complete; then
  echo "fonts: complete in $folder/"
  exit 0
fi
if ! command -v npm >/dev/null; then
  # The server runs without fonts; only printing says that they are missing.
  echo "fonts: npm is missing, so books cannot be printed; install Node 20 or later, then: make fonts" >&2
  exit 0
fi

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
mkdir -p "$folder/licences"
for entry in "${packages[@]}"; do
  read -r -a words <<<"$(echo $entry)"
  name="${words[0]}" version="${words[1]}" expected="${words[2]}"
  archive="$work/$(cd "$work" && npm pack --silent --loglevel=error "@expo-google-fonts/$name@$version" 2>/dev/null | tail -n 1)"
  [[ -f $archive ]] || { echo "fonts: npm could not bring @expo-google-fonts/$name@$version; is the network there?" >&2; exit 1; }
  found="$(sha256 "$archive")"
  [[ $found == "$expected" ]] || { echo "fonts: $name $version has SHA-256 $found, expected $expected" >&2; exit 1; }
  tar xzf "$archive" -C "$work"
  for face in "${words[@]:3}"; do
    # Moved into place whole, so that an interrupted run leaves no half face behind.
    cp "$work/package/${face%%=*}" "$folder/.part" && mv "$folder/.part" "$folder/${face#*=}"
  done
  cp "$work/package/LICENSE_FONT" "$folder/licences/$name.txt"
  rm -rf "$work/package" "$archive"
  echo "fonts: $name $version"
done
complete || { echo "fonts: $folder/ is not complete" >&2; exit 1; }
