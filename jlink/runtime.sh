#!/bin/sh
# The trimmed Java runtime for this machine's architecture: runtime.sh OUTPUT
# JAVA_HOME names the JDK whose parts go into it; the same JDK is not linked twice.
set -eu
out=$1
if [ -x "$out/bin/java" ] && cmp -s "$JAVA_HOME/release" "$out.from"; then
    exit 0
fi
rm -rf "$out"
"$JAVA_HOME/bin/jlink" --output "$out" --add-modules java.base \
    --strip-java-debug-attributes --no-header-files --no-man-pages --compress zip-0
rm "$out/bin/keytool"
cp "$JAVA_HOME/release" "$out.from"
