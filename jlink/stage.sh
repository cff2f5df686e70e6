#!/bin/sh
# Lays out $STAGE exactly as the packages install it; both packages are made from this one tree.
# Takes RUNTIME (jlink's image), WALKS (the classes of the start-up caches), CLASSES (for the schema and the runbook), DIST (what is not Java), LICENSE, VERSION, TIMESTAMP.
set -eu
umask 022
home=$STAGE/usr/lib/ntp-audit
# Only var stays: the start-up cache of a tree that is run in place.
mkdir -p "$STAGE"
find "$STAGE" -mindepth 1 -maxdepth 1 ! -name var -exec rm -rf {} +
mkdir -p "$STAGE/etc/ntp-audit/conf.d" "$STAGE/var/log/ntp-audit"
cp -R "$DIST/." "$STAGE"
# Only the rpm takes it: Debian has the text on every system.
install -D -m 644 "$LICENSE" "$STAGE/usr/share/licenses/ntp-audit/LICENSE"
cp -R "$RUNTIME" "$home/runtime"
cp "$WALKS"/*.classes "$home/app"
cp "$CLASSES/io/ntpaudit/audit/record.schema.json" "$STAGE/usr/share/ntp-audit"
"$JAVA_HOME/bin/java" -cp "$CLASSES" io.ntpaudit.people.RunbookPage "$STAGE/usr/share/doc/ntp-audit"
sed -i "s/@VERSION@/$VERSION/" "$STAGE/usr/share/doc/ntp-audit/changelog" "$STAGE"/usr/share/man/man*/*
gzip -9n "$STAGE/usr/share/doc/ntp-audit/changelog" "$STAGE"/usr/share/man/man*/*

# Names the start-up cache: with another runtime, program or option, another name.
id=$(cd "$home" && LC_ALL=C sha256sum app/* runtime/lib/modules runtime/lib/server/libjvm.so | sha256sum | cut -c1-16)
sed -i "s|@ID@|$id|g; s|@VERSION@|$VERSION|g" "$STAGE/usr/bin/ntp-audit" "$home/bin/aot-cache"

# Modes and times that depend neither on the builder's umask nor on the clock.
chmod -R u=rwX,go=rX "$STAGE"
find "$STAGE" -path "$STAGE/var/cache" -prune -o -exec touch -h -d "$TIMESTAMP" {} +
