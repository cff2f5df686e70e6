#!/bin/sh
# Lays out $STAGE exactly as the packages install it; both packages are made from this one tree.
# Takes RUNTIME (jlink's image), LIB (the libraries' jars), JAR (the program), DIST (what is not Java), VERSION, TIMESTAMP.
set -eu
umask 022
home=$STAGE/usr/lib/ntp-audit
# Only var stays: the start-up cache of a tree that is run in place.
mkdir -p "$STAGE"
find "$STAGE" -mindepth 1 -maxdepth 1 ! -name var -exec rm -rf {} +
mkdir -p "$STAGE/etc/ntp-audit/conf.d" "$STAGE/var/log/ntp-audit"
cp -R "$DIST/." "$STAGE"
cp -R "$RUNTIME" "$home/runtime"
cp "$JAR" "$LIB"/*.jar "$home/app"
cp "${JAR%/*}/classes/io/ntpaudit/audit/record.schema.json" "$STAGE/usr/share/ntp-audit"
sed -i "s/@VERSION@/$VERSION/" "$STAGE/usr/share/doc/ntp-audit/changelog" "$STAGE"/usr/share/man/man*/*
gzip -9n "$STAGE/usr/share/doc/ntp-audit/changelog" "$STAGE"/usr/share/man/man*/*

# Named one by one: the order of app/* differs between file systems, and the cache depends on it.
# shellcheck disable=SC2016  # the launcher expands $home
classpath=$(cd "$home/app" && LC_ALL=C && printf '$home/app/%s:' *.jar)
# Names the start-up cache: with another runtime, jar or option, another name.
id=$(cd "$home" && LC_ALL=C sha256sum app/* runtime/lib/modules runtime/lib/server/libjvm.so | sha256sum | cut -c1-16)
sed -i "s|@CLASSPATH@|${classpath%:}|; s|@ID@|$id|; s|@VERSION@|$VERSION|" "$STAGE/usr/bin/ntp-audit" "$home/bin/aot-cache"

# Modes and times that depend neither on the builder's umask nor on the clock.
chmod -R u=rwX,go=rX "$STAGE"
find "$STAGE" -path "$STAGE/var/cache" -prune -o -exec touch -h -d "$TIMESTAMP" {} +
