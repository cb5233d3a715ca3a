"""Interactive pages: one HTML file each, drawn by pyvis' network, asking nothing of any server."""

from kg.render.html.page import persuasion_page

__all__ = ["persuasion_page"]
