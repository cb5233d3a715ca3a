"""Whether the search of a site finds everybody."""

from __future__ import annotations

from typing import Any

__all__ = ["not_found"]

# Names without a letter or digit cannot be typed into a search that folds what it is given.
_SEARCH = """() => {
    const names = JSON.parse(document.getElementById("data").textContent).names;
    const field = document.getElementById("find");
    const missed = [];
    for (const [name, href] of names) {
        if (!/[\\p{L}\\p{N}]/u.test(name)) continue;
        field.value = name;
        field.dispatchEvent(new Event("input"));
        const found = [...document.querySelectorAll("#found a")].map((link) => link.getAttribute("href"));
        if (!found.includes(href)) missed.push([name, href]);
    }
    field.value = "";
    return missed;
}"""


def not_found(page: Any) -> list[list[str]]:
    """Those whom the open start page of a site does not find by their own name, with their pages."""
    missed: list[list[str]] = page.evaluate(_SEARCH)
    return missed
