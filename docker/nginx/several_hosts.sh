#!/bin/sh
# Writes weekreel.conf for web processes on several machines, in the order of their WEEKREEL_WEB_INDEX
# (0, 1, …); add new ones at the end, so that uploads on their way keep their host:
#     ./several_hosts.sh 10.0.0.1:8000 10.0.0.2:8000 > weekreel.conf.new && mv weekreel.conf.new weekreel.conf
set -eu
[ $# -ge 2 ] || { echo "usage: $0 HOST:PORT HOST:PORT..." >&2; exit 2; }
conf="$(dirname "$0")/weekreel.conf"

hosts() {
    echo "# -- web processes"
    echo "upstream weekreel_web {"
    # Whoever does not answer is passed over for some seconds.
    for host; do echo "    server $host max_fails=1 fail_timeout=5s;"; done
    echo "    keepalive 16;"
    echo "}"
    index=0
    for host; do
        printf 'upstream weekreel_%02x {\n    server %s max_fails=0;\n    keepalive 16;\n}\n' "$index" "$host"
        index=$((index + 1))
    done
    echo "map \$uri \$weekreel_owner {"
    echo "    default weekreel_web;"
    index=0
    for host; do
        printf '    "~/uploads/%02x[0-9a-f]{30}$" weekreel_%02x;\n' "$index" "$index"
        index=$((index + 1))
    done
    echo "}"
    echo "# -- end"
}

sed '/^# -- web processes$/,$d' "$conf"
hosts "$@"
sed '1,/^# -- end$/d' "$conf"
