#!/bin/sh
# The runtime with the program in it, for this machine's architecture: runtime.sh OUTPUT MODULES
# MODULES is the folder of the jars to link; JAVA_HOME names the JDK whose parts go in.
set -eu
out=$1 modules=$2
rm -rf "$out"
"$JAVA_HOME/bin/jlink" --output "$out" --module-path "$modules" --add-modules io.ntpaudit \
    --strip-java-debug-attributes --no-header-files --no-man-pages --compress zip-0
rm "$out/bin/keytool"
