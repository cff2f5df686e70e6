#!/bin/sh
# picocli compiled again from its own sources, unchanged: picocli.sh PUBLISHED.jar SOURCES.jar OUTPUT.jar
# The published classes are of Java 5, and JDK 25 stores no class that old in its start-up cache (JDK-8317269):
# with these every command but run starts in two thirds of the time.
set -eu
published=$1 sources=$2 out=$3
if [ -f "$out" ]; then
    exit 0
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
(cd "$work" && "$JAVA_HOME/bin/jar" --extract --file "$sources" picocli &&
    "$JAVA_HOME/bin/jar" --extract --file "$published" META-INF/versions/9/module-info.class)
"$JAVA_HOME/bin/javac" --release 25 -g:source,lines -proc:none -nowarn -d "$work/classes" "$work"/picocli/*.java 2>"$work/log" ||
    { cat "$work/log" >&2; exit 1; }
cp "$work/META-INF/versions/9/module-info.class" "$work/classes"
mkdir -p "${out%/*}"
"$JAVA_HOME/bin/jar" --create --date "$TIMESTAMP" --file "$out" -C "$work/classes" .
