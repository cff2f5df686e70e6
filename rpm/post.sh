# Sets up the audit. rpm goes on whatever happens here.
# On at first where no preset of the administrator says otherwise, then as it was left.
if [ "$1" -eq 1 ] && [ -x /usr/bin/systemctl ]; then
    /usr/bin/systemctl --no-reload preset ntp-audit.timer >/dev/null 2>&1
fi
if [ -x /usr/bin/systemd-tmpfiles ]; then
    /usr/bin/systemd-tmpfiles --create ntp-audit.conf >/dev/null 2>&1
fi

/usr/lib/ntp-audit/bin/setup prepare

if [ -d /run/systemd/system ]; then
    /usr/bin/systemctl daemon-reload >/dev/null 2>&1
    if [ "$1" -gt 1 ]; then
        /usr/bin/systemctl try-restart ntp-audit.timer >/dev/null 2>&1
    elif /usr/bin/systemctl --quiet is-enabled ntp-audit.timer 2>/dev/null; then
        /usr/bin/systemctl start ntp-audit.timer >/dev/null 2>&1
    fi
fi

/usr/lib/ntp-audit/bin/setup finish
exit 0
