# runs in the chroot of rpm-systemd
mkdir -p /etc/rpm /etc/yum.repos.d /var/lib/rpm /usr/share/licenses
echo '%_dbpath /var/lib/rpm' > /etc/rpm/macros            # Debian's default is ~/.rpmdb
rpmbuild -bb --quiet --define '_topdir /root/rb' /root/shim.spec
rpm -i --force-debian /root/rb/RPMS/x86_64/shim-*.rpm
rm -r /root/rb /root/shim.spec
ln -s chrony/chrony.conf /etc/chrony.conf
mkdir -p /etc/dnf/vars
echo 9 > /etc/dnf/vars/releasever
printf '[main]\ngpgcheck=1\nlocalpkg_gpgcheck=1\ninstall_weak_deps=0\n' > /etc/dnf/dnf.conf
# Ansible takes dnf for the package manager only on hosts of the RedHat family.
rm /etc/os-release /etc/debian_version
printf 'NAME="rpm-systemd (Debian userland)"\nID=centos\nID_LIKE="rhel fedora"\nVERSION_ID=9\n' > /usr/lib/os-release
ln -s ../usr/lib/os-release /etc/os-release
echo 'CentOS release 9 (a Debian userland for tests)' > /etc/redhat-release
