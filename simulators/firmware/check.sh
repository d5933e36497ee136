#!/bin/sh
# Proves what README.md claims about the images in build/. Run through `make check`.
set -u
CROSS=${CROSS:-arm-none-eabi-}
AWK=${AWK:-awk}
FLASH_BASE=$((0x08000000))
failures=0
checks=0
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT

# that <fact> <command...>: the command must succeed
that() {
  fact=$1
  shift
  checks=$((checks + 1))
  "$@" && return
  failures=$((failures + 1))
  echo "FAIL $fact"
}

# word <file> <offset>: a little-endian 32-bit word
word() {
  # shellcheck disable=SC2046
  set -- $(od -An -v -tu1 -j "$2" -N 4 "$1")
  echo $(($1 + $2 * 256 + $3 * 65536 + $4 * 16777216))
}

within() { [ "$1" -ge "$2" ] && [ "$1" -lt "$3" ]; }
text_at() { dd if="$1" bs=1 skip="$2" count="$3" 2>/dev/null | tr -d '\0'; }

# variables <elf>: "name address size", without the linker's own names
variables() {
  "${CROSS}nm" -S "$1" | $AWK '$3 ~ /^[bBdD]$/ && $4 !~ /^__/ { print $4, $1, $2 }' | sort
}

# differences <elf> <elf>: what the RAM of the second has gained (+), lost (-), moved (@) and resized (#)
differences() {
  variables "$1" > "$scratch/old"
  variables "$2" > "$scratch/new"
  $AWK 'NR == FNR { at[$1] = $2; size[$1] = $3; next }
    !($1 in at) { print "+" $1; next }
    { seen[$1] = 1 }
    at[$1] != $2 { print "@" $1 }
    size[$1] != $3 { print "#" $1 }
    END { for (name in at) if (!(name in seen)) print "-" name }' "$scratch/old" "$scratch/new" | sort | tr '\n' ' '
}

# jumps_out <elf>: branches of the ISR copies that do not stay in their copy
jumps_out() {
  "${CROSS}objdump" -d -j .isr_a -j .isr_b "$1" | $AWK '
    /^[0-9a-f]+ <.*>:$/ { pair = $2 ~ /_a>/ ? "_a" : "_b" }
    { mnemonic = "" }
    match($0, /\t(b|bl|blx|bx|cbn?z|b(eq|ne|cs|cc|mi|pl|vs|vc|hi|ls|ge|lt|gt|le))(\.[nw])?\t.*/) {
      mnemonic = substr($0, RSTART + 1)
      if (mnemonic ~ /^bx\tlr/) next
      if (mnemonic !~ ("<[a-z]+_isr" pair "(\\+0x[0-9a-f]+)?>")) print
    }'
}

swap_sum() { dd if="$1" bs=1 skip="$2" count="$3" 2>/dev/null | sha256sum | cut -d ' ' -f 1; }

check_image() {
  family=$1 version=$2 vectors=$3 control=$4 bank=$5 isr_ram=$6
  name=build/$family/twinbank-$family-$version
  bin=$name.bin
  size=$(($(wc -c < "$bin")))
  echo "$bin: $size bytes"
  code_end=$((FLASH_BASE + size))

  that "size is a multiple of 64" [ $((size % 64)) -eq 0 ]
  that "fits one bank" [ "$size" -le "$bank" ]
  that "initial SP lies in SRAM" within "$(word "$bin" 0)" $((0x20000000)) $((0x20005000))
  reset=$(word "$bin" 4)
  that "reset handler lies in the image" within "$reset" "$FLASH_BASE" "$code_end"
  that "reset handler has the Thumb bit" [ $((reset % 2)) -eq 1 ]
  index=1
  while [ "$index" -lt "$vectors" ]; do
    that "vector $index of the flash table is an address in the image" \
      within "$(word "$bin" $((index * 4)))" "$FLASH_BASE" "$code_end"
    index=$((index + 1))
  done

  that "descriptor magic" [ "$(word "$bin" 512)" -eq $((0x4B425754)) ]
  that "descriptor version 1, size 128" [ "$(word "$bin" 516)" -eq $((128 * 65536 + 1)) ]
  that "family" [ "$(text_at "$bin" 520 8)" = "$(echo "$family" | tr lg LG)" ]
  that "version" [ "$(text_at "$bin" 528 16)" = "$version" ]
  that "swap offset" [ "$(word "$bin" 544)" -eq $((0x400)) ]
  swap_length=$(word "$bin" 548)
  that "swap section has at most 256 bytes" within "$swap_length" 1 257
  that "swap section is the recorded one" \
    grep -q "^$(swap_sum "$bin" 1024 "$swap_length")  $family$" swap-sections.sha256
  run_once=$("${CROSS}nm" "$name.elf" | $AWK '$3 == "run_once" { print $1 }')
  [ -n "$run_once" ] && run_once=$((0x$run_once + 1)) || run_once=0
  that "run-once entry" [ "$(word "$bin" 552)" -eq "$run_once" ]
  that "image length" [ "$(word "$bin" 584)" -eq "$size" ]
  reserved=592
  while [ "$reserved" -lt 640 ]; do
    that "reserved word at $reserved is zero" [ "$(word "$bin" "$reserved")" -eq 0 ]
    reserved=$((reserved + 4))
  done

  for pair in 0 1; do
    code=$(word "$bin" $((560 + pair * 8)))
    length=$(word "$bin" $((564 + pair * 8)))
    table=$(word "$bin" $((576 + pair * 4)))
    load=$(($(word "$bin" $((0x518 + pair * 4))) - FLASH_BASE))
    that "ISR copy $pair lies in RAM" within "$code" "$isr_ram" $((isr_ram + 4096 - length))
    that "vector table $pair lies in RAM" within "$table" "$isr_ram" $((isr_ram + 4096))
    that "vector table $pair is aligned to 512" [ $((table % 512)) -eq 0 ]
    that "load image $pair lies in the image" within $((load + code - table + length)) 1 $((size + 1))
    for vector in 2 15 "$control"; do
      handler=$(word "$bin" $((load + vector * 4)))
      that "vector $vector of pair $pair is a handler of its own copy" within "$handler" "$code" $((code + length))
    done
  done
  that "ISR copies stay in RAM" [ -z "$(jumps_out "$name.elf")" ]
  that "nothing is left undefined" [ -z "$("${CROSS}nm" -u "$name.elf")" ]
  "${CROSS}objcopy" -O binary "$name.elf" "$scratch/again.bin"
  that "bin comes from elf" cmp -s "$bin" "$scratch/again.bin"
}

check_family() {
  family=$1
  check_image "$family" 1.0.0 "$2" "$3" "$4" "$5"
  check_image "$family" 1.1.0 "$2" "$3" "$4" "$5"
  released=build/$family/twinbank-$family
  fixture=build/fixtures/$family/twinbank-$family
  that "security counter of 1.0.0" [ "$(word "$released-1.0.0.bin" 588)" -eq 1 ]
  that "security counter of 1.1.0" [ "$(word "$released-1.1.0.bin" 588)" -eq 2 ]
  "${CROSS}objcopy" -O binary -j .swap "$released-1.0.0.elf" "$scratch/swap"
  for elf in "$released-1.1.0" "$fixture-1.0.1" "$fixture-1.2.0-moved" "$fixture-2.0.0-converted"; do
    "${CROSS}objcopy" -O binary -j .swap "$elf.elf" "$scratch/swap.other"
    that "swap section of $elf is that of 1.0.0" cmp -s "$scratch/swap" "$scratch/swap.other"
  done
  that "1.0.0 to 1.1.0 adds one variable and moves none (severity 2)" \
    [ "$(differences "$released-1.0.0.elf" "$released-1.1.0.elf")" = "+gain_schedule " ]
  that "1.0.0 to 1.0.1 only removes one (severity 1)" \
    [ "$(differences "$released-1.0.0.elf" "$fixture-1.0.1.elf")" = "-peak_error " ]
  that "1.1.0 to 1.2.0-moved only moves one (severity 3)" \
    [ "$(differences "$released-1.1.0.elf" "$fixture-1.2.0-moved.elf")" = "@last_sample " ]
  that "1.2.0-moved to 2.0.0-converted only changes the structure of one (severity 4)" \
    [ "$(differences "$fixture-1.2.0-moved.elf" "$fixture-2.0.0-converted.elf")" = "#control_state " ]
}

# family, vectors, control vector, bank size, start of the RAM of the ISR pairs
check_family l0 48 33 $((96 * 1024)) $((0x20002000))
check_family l4 98 70 $((512 * 1024)) $((0x10000000))
check_family g4 118 70 $((256 * 1024)) $((0x10000000))

that "no absolute path is in any result" \
  [ -z "$(find build -type f ! -path 'build/.objects/*' -exec grep -laE '/(home|usr|root|tmp|opt|mnt|var|Users)/' {} +)" ]
that "this folder's path is in no result" \
  [ -z "$(find build -type f ! -path 'build/.objects/*' -exec grep -laF "$(pwd)" {} +)" ]

echo "rebuilding in another folder"
cp -R Makefile code foreign linker tables "$scratch"
that "the rebuild succeeds" make -s -C "$scratch" "CROSS=$CROSS" "AWK=$AWK"
# What clang makes is made again only by the clang that made it.
without_clang='/clang[^/]*$'
if clang --version 2>/dev/null | grep -q 'version 14\.'; then
  without_clang='^$'
  that "the rebuild by clang succeeds" make -s -C "$scratch" "CROSS=$CROSS" clang
fi
(cd build && find . -type f ! -path './.objects/*' | grep -v "$without_clang" | sort) > "$scratch/here"
(cd "$scratch/build" && find . -type f ! -path './.objects/*' | sort) > "$scratch/there"
that "the rebuild gives the same files" cmp -s "$scratch/here" "$scratch/there"
while read -r file; do
  that "$file is the same after a rebuild (compiler here: $("${CROSS}gcc" -dumpfullversion))" \
    cmp -s "build/$file" "$scratch/build/$file"
done < "$scratch/here"

echo "$checks checks, $failures failed"
[ "$failures" -eq 0 ]
