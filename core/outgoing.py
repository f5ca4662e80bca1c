"""Connections to addresses that somebody has typed: guarded when they are opened.

The name is resolved once and the very address that was looked at is connected to, so that
no second answer of the DNS leads inside. Proxies of the environment are not used.
"""

import ipaddress
import socket
import ssl

import urllib3
from django.conf import settings
from django.utils.translation import gettext as _
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import NewConnectionError

from core.errors import Refused

CONNECT_WITHIN = 5.0
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


class AddressRefused(Refused):
    """An address that is not called: not public, not https, or leading elsewhere."""

    code = "address_refused"


class HostUnknown(Refused):
    """There is no such server, as far as the DNS says now."""

    code = "host_unknown"

    def __init__(self, host: str) -> None:
        super().__init__(_("There is no server called %(host)s.") % {"host": host})


def permitted(host: str, port: int) -> str:
    """Return the address to connect to.

    Raises: AddressRefused where any of them is not public; HostUnknown.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise HostUnknown(host) from error
    addresses = [str(each[4][0]).partition("%")[0] for each in found]
    if not settings.CONNECTORS_ALLOW_PRIVATE:
        for ip in map(ipaddress.ip_address, addresses):
            meant = ip
            if isinstance(ip, ipaddress.IPv6Address):
                # Each of these stands for an address of IPv4, which may lead inside.
                last = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
                nat64 = last if ip in _NAT64 else None
                meant = ip.ipv4_mapped or ip.sixtofour or nat64 or ip
            if not meant.is_global or meant.is_multicast:
                sentence = _("%(host)s is not a public address.")
                raise AddressRefused(sentence % {"host": host})
    return addresses[0]


class _Guarded(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        address = permitted(self._dns_host.strip("[]"), self.port)
        try:
            opened = socket.create_connection((address, self.port), CONNECT_WITHIN)
        except OSError as error:
            raise NewConnectionError(self, str(error)) from error
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return opened


class _GuardedTls(_Guarded, HTTPSConnection):
    pass


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Guarded


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = _GuardedTls


def guarded_manager(ca_pem: str) -> urllib3.PoolManager:
    """Return a pool manager that trusts the system's authorities, or that of ``ca_pem``
    alone.
    """
    context = ssl.create_default_context(cadata=ca_pem or None)
    manager = urllib3.PoolManager(num_pools=2, maxsize=1, ssl_context=context)
    manager.pool_classes_by_scheme = {"http": _Pool, "https": _TlsPool}
    return manager
