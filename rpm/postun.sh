# On an upgrade this is the old version's, run after the new one has made its start-up cache.
if [ "$1" -eq 0 ]; then
    rm -rf /var/cache/ntp-audit
    if [ -d /run/systemd/system ]; then
        /usr/bin/systemctl daemon-reload >/dev/null 2>&1
    fi
fi
exit 0
