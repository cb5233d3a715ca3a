"""A page open in a browser with the network cut, with what it said and what it asked for."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

__all__ = ["ARGUMENTS", "CHROMIUM", "Opened"]

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]

_PATIENCE = 120_000
"""Milliseconds that a page of ten thousand may take on a busy machine; how fast pages are is measured elsewhere."""


class Opened:
    """A page that has drawn itself."""

    def __init__(self, browser: Any, file: Path, *, hash_: str = "", **context: Any) -> None:
        self.said: list[str] = []
        self.asked: list[str] = []
        self.address = file.as_uri()
        self.page = browser.new_context(offline=True, **context).new_page()
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.goto(self.address + hash_, timeout=_PATIENCE)
        self.page.wait_for_selector("#graph[data-drawn]", timeout=_PATIENCE)

    def requests(self) -> list[str]:
        """What was asked for besides the page itself."""
        return [url for url in self.asked if url.partition("#")[0] != self.address]

    def heading(self) -> str:
        """Whose details are shown."""
        return str(self.page.inner_text("#panel h2"))

    def place(self, figure: int) -> tuple[float, float, bool]:
        """Where somebody stands in the window, and whether they are drawn."""
        at = self.page.evaluate(f"document.getElementById('graph').kgPlace({figure})")
        box = self.page.locator("#graph").bounding_box()
        return box["x"] + at["x"], box["y"] + at["y"], at["shown"]

    def places(self) -> list[tuple[float, float]]:
        """Where the first twenty stand in the drawing."""
        script = "[...Array(20).keys()].map(n => document.getElementById('graph').kgPlace(n)).map(p => [p.x, p.y])"
        return [tuple(at) for at in self.page.evaluate(script)]

    def url(self) -> str:
        """The address as the page itself sees it, which the driver learns of a moment later."""
        return str(self.page.evaluate("location.href"))

    def close(self) -> None:
        """Close the page and all that belongs to it."""
        self.page.context.close()
