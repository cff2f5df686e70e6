# ntp-audit by Puppet: the package, one file of settings, apply. The repository is known to the host.
# apply --check exits 3 where something would change, so that a second run changes nothing.
class ntp_audit {
  package { 'ntp-audit':
    ensure => installed,
  }

  file { '/etc/ntp-audit/conf.d/50-site.yaml':
    ensure  => file,
    owner   => 'root',
    group   => 'root',
    mode    => '0644',
    content => "limits:\n  offset: 0.05\n",
    require => Package['ntp-audit'],
  }

  exec { 'ntp-audit apply':
    path    => ['/usr/bin', '/bin'],
    unless  => 'ntp-audit apply --check',
    require => File['/etc/ntp-audit/conf.d/50-site.yaml'],
  }

  # Leave it out where there is no systemd: cron runs the audit there.
  service { 'ntp-audit.timer':
    ensure  => running,
    enable  => true,
    require => Exec['ntp-audit apply'],
  }
}

include ntp_audit
