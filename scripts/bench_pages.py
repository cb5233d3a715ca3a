"""How soon a page stands still: ours against the plain pyvis page of the same graph, in one run on one machine.

    python scripts/bench_pages.py                      every size; plain pyvis is given up on after two minutes
    python scripts/bench_pages.py --sizes 50 500       only these
    python scripts/bench_pages.py --kinds world        only this kind
    python scripts/bench_pages.py --panning 3000       frames in a second while a world of so many is dragged
    python scripts/bench_pages.py --site STORE         build the site of a store too, and count pages and dead links

The plain page is made from the same nodes and edges with pyvis' defaults: physics on, vis-network inside. It stands
still when vis-network says that it has stabilised; ours when it has drawn what it will show. Both are opened by the
same headless Chromium with the network cut. Absolute times depend on the machine; the ratios are what counts.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
import time
from datetime import date
from itertools import chain, pairwise
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.browsing import ARGUMENTS, CHROMIUM
from tests.pages.worlds import KINDS, SIZES, page_of

_GIVEN_UP = 120.0


def _plain(page: Any) -> str:
    """The page that pyvis makes of the same graph by itself, without the Bootstrap that it asks a server for."""
    from pyvis.network import Network

    network = Network(directed=True, cdn_resources="in_line")
    network.nodes = [{"id": node["id"], "label": node["label"], "shape": "dot"} for node in page.page_data.nodes]
    network.edges = [{"from": edge["from"], "to": edge["to"]} for edge in page.page_data.edges]
    text = str(network.generate_html())
    text = re.sub(r"<link[^>]*https?://[^>]*>|<script[^>]*src=\"https?://[^>]*></script>", "", text)
    hook = "network.once('stabilized', function () { document.body.setAttribute('data-stable', ''); });"
    return text.replace("return network;", hook + " return network;")


def _until(playwright: Any, file: Path, ready: str, limit: float) -> float | None:
    """Seconds from opening a file until ``ready`` matches in it; ``None`` when that takes longer than the limit."""
    # A browser of its own, so that a page that hangs holds up nobody else.
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
    try:
        page = browser.new_context(offline=True, viewport={"width": 1280, "height": 900}).new_page()
        page.add_init_script(
            f"(() => {{ const look = () => {{ if (document.querySelector('{ready}')) window.stood = performance.now();"
            " else setTimeout(look, 10); }; look(); })()"
        )
        page.goto(file.as_uri(), wait_until="commit", timeout=1000 * limit)
        page.wait_for_selector(ready, state="attached", timeout=1000 * limit)
        return float(page.evaluate("window.stood")) / 1000
    except playwright_errors():
        return None
    finally:
        browser.close()


def playwright_errors() -> tuple[type[Exception], ...]:
    """What a page that does not come to rest ends with."""
    from playwright.sync_api import Error

    return (Error,)


def _measure(playwright: Any, folder: Path, kind: str, count: int, limit: float) -> None:
    begun, worked = time.perf_counter(), time.process_time()
    page = page_of(kind, count)
    text = page.html()
    made, cpu = time.perf_counter() - begun, time.process_time() - worked
    ours, plain = folder / "ours.html", folder / "plain.html"
    ours.write_text(text, encoding="utf-8")
    plain.write_text(_plain(page), encoding="utf-8")
    drawn = min(
        (each for _ in range(3) if (each := _until(playwright, ours, "#graph[data-drawn]", 60.0))),
        default=None,
    )
    stable = _until(playwright, plain, "body[data-stable]", limit)
    ratio = f"{stable / drawn:,.0f}×" if stable and drawn else f"over {limit / drawn:,.0f}×" if drawn else "–"
    print(
        f"| {kind} | {len(page.page_data.nodes):,} / {len(page.page_data.edges):,} | {made:.2f} ({cpu:.2f}) "
        f"| {drawn or 0:.2f} | {f'{stable:.1f}' if stable else f'given up after {limit:.0f}'} | {ratio} "
        f"| {ours.stat().st_size / 1e6:.2f} | {plain.stat().st_size / 1e6:.2f} |",
        flush=True,
    )


_FRAMES = """() => {
    window.frames_ = [];
    const note = (at) => { window.frames_.push(at); requestAnimationFrame(note); };
    requestAnimationFrame(note);
}"""


def _panning(playwright: Any, folder: Path, count: int) -> None:
    """Drag a world to and fro for five seconds, and say how many frames were drawn in each."""
    file = folder / "panning.html"
    file.write_text(page_of("world", count).html(), encoding="utf-8")
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
    page = browser.new_context(offline=True, viewport={"width": 1280, "height": 900}).new_page()
    page.goto(file.as_uri())
    page.wait_for_selector("#graph[data-drawn]", timeout=60_000)
    box = page.locator("#graph").bounding_box()
    # From a corner, where nobody stands.
    x, y = box["x"] + 8, box["y"] + 8
    page.mouse.move(x, y)
    page.mouse.down()
    page.evaluate(_FRAMES)
    begun, step = time.perf_counter(), 0
    while time.perf_counter() - begun < 5:
        step += 1
        page.mouse.move(x + 3 * (step % 60), y + 2 * (step % 45))
    frames = page.evaluate("window.frames_")
    page.mouse.up()
    browser.close()
    gaps = sorted(later - one for one, later in pairwise(frames))
    rate = 1000 * (len(frames) - 1) / (frames[-1] - frames[0])
    print(
        f"\nPanning {count:,} people: {rate:.0f} frames a second; from one to the next "
        f"{gaps[len(gaps) // 2]:.1f} ms in the middle, {gaps[int(0.95 * len(gaps))]:.1f} ms at the 95th percentile"
    )


def _site(playwright: Any, store: str, folder: Path) -> None:
    from kg.answers.site import build_site
    from kg.store.backend import open_store

    with open_store(store) as backend:
        begun, worked = time.perf_counter(), time.process_time()
        report = build_site(backend, folder / "site", at=date.today())
        took, cpu = time.perf_counter() - begun, time.process_time() - worked
    # What stands in links, and what the scripts make links of.
    links = re.compile(r'(?:"u":|(?:href|src)=)"((?!https?:|#)[^"]+)"|"((?:people|teams)/[^"]*\.html)"')
    dead = sum(
        not (file.parent / link).resolve().is_file()
        for file in (folder / "site").rglob("*.html")
        for link in set(filter(None, chain.from_iterable(links.findall(file.read_text(encoding="utf-8")))))
    )
    from tests.pages.searching import not_found

    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
    start = browser.new_context(offline=True).new_page()
    start.goto((folder / "site" / "index.html").as_uri())
    missed = len(not_found(start))
    browser.close()
    print(
        f"\nSite of {store}: {report.people:,} people, {report.teams:,} teams, {report.bytes_written / 1e6:.0f} MB "
        f"in {took:.1f} s ({cpu:.1f} s of processor), {dead} dead links, "
        f"{missed} not found by the search"
    )


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--sizes", type=int, nargs="*", default=list(SIZES))
    parser.add_argument("--kinds", nargs="*", default=list(KINDS), choices=KINDS)
    parser.add_argument("--limit", type=float, default=_GIVEN_UP, help="seconds after which plain pyvis is given up on")
    parser.add_argument("--panning", type=int, metavar="PEOPLE", help="only drag a world of so many people")
    parser.add_argument("--site", metavar="STORE", help="a store whose site to build")
    asked = parser.parse_args()
    from playwright.sync_api import sync_playwright

    if CHROMIUM is None:
        sys.exit("no Chromium on this machine")
    if not asked.panning:
        print(
            "| kind | nodes / edges | layout and writing, s (processor) | ours drawn, s | plain pyvis stable, s "
            "| ratio | ours, MB | plain, MB |\n|---|---|---|---|---|---|---|---|"
        )
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        if asked.panning:
            _panning(playwright, Path(name), asked.panning)
            return
        for kind in asked.kinds:
            for count in asked.sizes:
                _measure(playwright, Path(name), kind, count, asked.limit)
        if asked.site:
            _site(playwright, asked.site, Path(name))


if __name__ == "__main__":
    main()
