"""Addresses of the web: whether a text is one, whom it leads to, and whether anybody but this machine is there."""

from __future__ import annotations

import ipaddress
from urllib.parse import SplitResult, urlsplit

__all__ = ["address_parts", "is_address", "is_loopback"]


def is_address(text: str) -> bool:
    """Whether a text is an address of the web rather than a path."""
    return text.lower().startswith(("http://", "https://"))


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches a host name or address."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def address_parts(address: str) -> SplitResult:
    """The parts of an http(s) address.

    Raises:
        ValueError: it is none, or holds what no address holds; the words say no more than that where there is a secret.
    """
    parts = urlsplit(address)
    host, _ = parts.hostname, parts.port
    odd = any(not char.isprintable() or char == " " for char in address)
    if parts.scheme not in ("http", "https") or not host or odd:
        raise ValueError("it has no host that http or https leads to")
    return parts
