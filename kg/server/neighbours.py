"""Who may ask through a browser: pages of this machine and of addresses that were named, under names that are ours.

Any website that somebody has open can send requests to a server on the same machine. What keeps it from reading the
answers is that the server says whom they are for, and that it answers to its own names alone: a website can let its
own name lead to 127.0.0.1 (DNS rebinding), and would then be the same origin to the browser.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from kg.addresses import is_loopback

__all__ = ["LOOPBACK_ORIGIN", "Neighbours"]

LOOPBACK_ORIGIN: Final = r"https?://(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?"
"""Origins of pages that this machine itself serves."""

_HOST: Final = re.compile(r"(?P<name>\[[0-9A-Fa-f:.]+\]|[^:\[\]]+)(?::\d{1,5})?")


class Neighbours:
    """Refuses requests that come under somebody else's name, or from a page of somebody else.

    Args:
        app: what answers all others.
        host: the address that the server listens at. One that other machines reach has their names for it too: then
            addresses in numbers and this machine's own names are taken beside those of the machine alone.
        hosts: further names that the server answers to.
        origins: further origins whose pages may ask, such as ``https://yasgui.example``; ``*`` is any.
    """

    def __init__(self, app: ASGIApp, *, host: str, hosts: Sequence[str], origins: Sequence[str]) -> None:
        self._app = app
        self._public = not is_loopback(host)
        self._names = {name.lower().rstrip(".") for name in (host, *hosts)}
        if self._public:
            self._names |= {socket.gethostname().lower(), socket.getfqdn().lower()}
        self._origins = {origin.lower().rstrip("/") for origin in origins}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or refuse it."""
        if scope["type"] == "http":
            headers = Headers(scope=scope)
            hosts, origins = headers.getlist("host"), headers.getlist("origin")
            if len(hosts) > 1 or not all(map(self._is_ours, hosts)):
                await _refused("this server does not go by that name; see kg serve --allow-host")(scope, receive, send)
                return
            if not all(map(self._may_ask, origins)):
                line = "pages of that origin may not ask; see kg serve --allow-origin"
                await _refused(line)(scope, receive, send)
                return
        await self._app(scope, receive, send)

    def _is_ours(self, header: str) -> bool:
        match = _HOST.fullmatch(header.strip())
        if match is None:
            return False
        name = match["name"].strip("[]").lower().rstrip(".")
        if name in self._names or is_loopback(name):
            return True
        if not self._public:
            return False
        try:
            ipaddress.ip_address(name)
        except ValueError:
            return False
        return True

    def _may_ask(self, origin: str) -> bool:
        origin = origin.strip().lower()
        if "*" in self._origins or origin in self._origins or re.fullmatch(LOOPBACK_ORIGIN, origin):
            return True
        try:
            return urlsplit(origin).scheme in ("http", "https") and self._is_ours(urlsplit(origin).netloc)
        except ValueError:
            return False


def _refused(line: str) -> PlainTextResponse:
    return PlainTextResponse(line + "\n", 403, {"Cache-Control": "no-store", "Connection": "close"})
