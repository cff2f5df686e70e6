#!/bin/sh
# The classes of the start-up caches, as OUTPUT/run.classes and OUTPUT/answer.classes: classes.sh RUNTIME DIST OUTPUT
# What `run`, and what the commands that answer a person, load and resolve in a walk through them (cli/Training). The
# cache itself holds paths and is not the same twice: bin/aot-cache makes it of these lists where it is used.
set -eu
export LC_ALL=C
runtime=$1 dist=$2 out=$3
app=$dist/usr/lib/ntp-audit/app
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$out"
mkdir -p "$work/host/etc/ntp-audit"
cp "$dist/usr/share/ntp-audit/config.example.yaml" "$work/host/etc/ntp-audit/config.yaml"

# train WALK [OPTION]: as under the timer, standard output leads into the journal, which takes syslog's line there
train() {
    walk=$1
    shift
    : >"$work/out"
    # shellcheck disable=SC2094 # stat asks for the file's number, not for what is in it
    env -i JOURNAL_STREAM="$(stat -c %d:%i "$work/out")" "$runtime/bin/java" "@$app/jvm.args" "$@" \
        -m io.ntpaudit/io.ntpaudit.cli.Training "$work/host" "$walk" </dev/null >"$work/out" 2>&1 ||
        { cat "$work/out" >&2; exit 1; }
}

train host
for walk in run answer; do
    # -Xint: a constant that compiled code resolves is not noted, and what is compiled is a matter of time
    train $walk "@$app/$walk.args" -Xint "-XX:DumpLoadedClassList=$work/list"
    # Of the resolved constants (@cp) only those of classes with call sites, which would be linked anew at each start:
    # what else stands there depends on which thread was first, and no two builds would be the same.
    grep -v -e '^#' -e io/ntpaudit/cli/Training "$work/list" |
        awk '/^@lambda-proxy/ { site[$2] } { line[NR] = $0 }
            END { for (i = 1; i <= NR; i++) { split(line[i], word, " ")
                if (word[1] != "@cp" || word[2] in site) { sub(/ id: .*/, "", line[i]); print line[i] } } }' |
        sort -ru >"$out/$walk.classes" # reversed: classes first, then what refers to them
done
