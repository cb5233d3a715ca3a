"""Starting the server and stopping it."""

from __future__ import annotations

import logging
import socket
from collections.abc import Callable
from pathlib import Path

import uvicorn

from kg.errors import KgError, UsageProblem
from kg.server.app import Access, application
from kg.server.http import patient_protocol
from kg.server.limits import Limits

__all__ = ["serve"]


def _bound(host: str, port: int) -> socket.socket:
    """A listening place.

    Raises:
        UsageProblem: there is no such host. KgError: the port is taken or forbidden.
    """
    try:
        addresses = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise UsageProblem(f"{host} is no address of this machine", remedy="name one with --host") from None
    family, kind, protocol, _, address = addresses[0]
    place = socket.socket(family, kind, protocol)
    place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        place.bind(address)
    except OSError as error:
        place.close()
        raise KgError(
            f"cannot listen at {host} port {port}: {error.strerror}", remedy="choose another with --port"
        ) from error
    return place


def serve(
    location: Path,
    *,
    access: Access,
    port: int,
    limits: Limits,
    ready: Callable[[str], None],
) -> None:
    """Serve a store until the process is told to stop (Ctrl-C or SIGTERM), and the answers under way are sent.

    Args:
        location: the store's folder, filled.
        access: where to listen, and who may ask.
        port: 0 is any that is free.
        limits: bounds for requests.
        ready: told the server's address once connections are taken.

    Raises:
        KgError: it cannot listen there.
    """
    host = access.host
    place = _bound(host, port)
    shown = f"[{host}]" if ":" in host else host
    address = f"http://{shown}:{place.getsockname()[1]}"
    logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)  # what went wrong is told to the client, in a line
    config = uvicorn.Config(
        application(location, limits, address=address, access=access),
        http=patient_protocol(limits),
        loop="asyncio",
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        h11_max_incomplete_event_size=2 * limits.url_bytes,
        timeout_graceful_shutdown=int(limits.seconds) + 1,
        backlog=limits.connections,
    )
    server = _Announcing(config, lambda: ready(address))
    try:
        server.run(sockets=[place])
    except KeyboardInterrupt:
        return  # uvicorn has shut down in good order and passes the signal on
    finally:
        place.close()


class _Announcing(uvicorn.Server):
    """A server that says when it is ready."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._ready()
