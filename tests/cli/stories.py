"""A saved page of a newspaper, as the examples of ``kg read`` want one: with its address, its day, and five claims."""

from __future__ import annotations

__all__ = ["PAGE"]

PAGE = """<html><head><title>A story</title><meta property="og:url" content="https://news.example/story">
<meta property="article:published_time" content="2024-10-10T08:00:00Z"></head><body><article><h1>A story</h1>
<p>Jude Bellingham and Trent Alexander-Arnold are close friends. Real Madrid are interested in signing Trent
Alexander-Arnold, whose contract at Liverpool expires in 2025. Liverpool have offered Alexander-Arnold a new contract.
Bayern Munich are interested in signing Florian Wirtz. Arsenal are interested in Martin Zubimendi.</p>
</article></body></html>
"""
