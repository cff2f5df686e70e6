if [ "$1" -eq 0 ]; then
    if [ -d /run/systemd/system ]; then
        /usr/bin/systemctl --no-reload disable --now ntp-audit.timer >/dev/null 2>&1
        /usr/bin/systemctl stop ntp-audit.service >/dev/null 2>&1
    elif [ -x /usr/bin/systemctl ]; then
        /usr/bin/systemctl --no-reload disable ntp-audit.timer >/dev/null 2>&1
    fi
    /usr/lib/ntp-audit/bin/setup erase
fi
exit 0
