#!/bin/bash
# repo.sh DIST [KEY]: signed apt and dnf repositories of the packages in DIST, as DIST/apt and DIST/dnf.
# KEY is a fingerprint of the caller's GNUPGHOME; without it a throw-away key is made, once, in DIST.key.
# The rpms are signed in place.
set -euo pipefail
umask 022
dist=$(realpath "$1")
key=${2-}
if [ -z "$key" ]; then
    # A short path: gpg-agent's socket lies in it. A path as long as a build folder's may be would be refused.
    GNUPGHOME=$(mktemp -d)
    export GNUPGHOME
    trap 'gpgconf --kill all; rm -rf "$GNUPGHOME"' EXIT
    if [ ! -f "$dist.key" ]; then
        gpg --batch --quiet --passphrase '' --quick-generate-key 'ntp-audit, throw-away key' rsa4096 sign 1y
        (umask 077 && gpg --armor --export-secret-keys >"$dist.key")
    else
        gpg --batch --quiet --import "$dist.key"
    fi
    key=$(gpg --trust-model always --list-keys --with-colons | awk -F: '/^fpr/ { print $10; exit }')
fi
sign() { gpg --batch --quiet --yes --trust-model always --local-user "$key" --digest-algo SHA256 "$@"; }
# The key ring for apt's Signed-By, and its armoured form for rpm --import and gpgkey=.
gpg --export "$key" >"$dist/ntp-audit.gpg"
gpg --armor --export "$key" >"$dist/ntp-audit.asc"

apt() {
    local archs=() arch
    rm -rf "$dist/apt"
    mkdir -p "$dist/apt/pool"
    cp "$dist"/*.deb "$dist/apt/pool"
    cd "$dist/apt"
    mapfile -t archs < <(for deb in pool/*.deb; do dpkg-deb --field "$deb" Architecture; done | sort -u)
    for arch in "${archs[@]}"; do
        mkdir -p "dists/stable/main/binary-$arch"
        apt-ftparchive --arch "$arch" packages pool >"dists/stable/main/binary-$arch/Packages"
        gzip -9nk "dists/stable/main/binary-$arch/Packages"
    done
    apt-ftparchive -o APT::FTPArchive::Release::Origin=ntp-audit -o APT::FTPArchive::Release::Label=ntp-audit \
        -o APT::FTPArchive::Release::Suite=stable -o APT::FTPArchive::Release::Codename=stable \
        -o APT::FTPArchive::Release::Components=main -o APT::FTPArchive::Release::Architectures="${archs[*]}" \
        release dists/stable >Release
    mv Release dists/stable/
    sign --clearsign --output dists/stable/InRelease dists/stable/Release
    sign --armor --detach-sign --output dists/stable/Release.gpg dists/stable/Release
}

dnf() {
    local rpm arch
    rm -rf "$dist/dnf"
    # SHA256, because RHEL 9 refuses SHA1; the gpg of Debian's rpm macros has another name.
    GPG_TTY='' rpmsign --addsign --define "_gpg_name $key" --define '_gpg_digest_algo sha256' --define "__gpg $(command -v gpg)" \
        "$dist"/*.rpm >/dev/null
    for rpm in "$dist"/*.rpm; do
        arch=$(rpm --query --nosignature --queryformat '%{ARCH}' --package "$rpm")
        mkdir -p "$dist/dnf/$arch"
        cp "$rpm" "$dist/dnf/$arch"
    done
    for arch in "$dist"/dnf/*; do
        createrepo_c --quiet --checksum sha256 "$arch"
        sign --armor --detach-sign --output "$arch/repodata/repomd.xml.asc" "$arch/repodata/repomd.xml"
    done
}

apt
dnf
