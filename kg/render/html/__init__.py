"""Interactive pages: one HTML file each, drawn by pyvis' network, asking nothing of any server."""

from kg.render.html.club import club_page
from kg.render.html.page import Page
from kg.render.html.page_data import Frame
from kg.render.html.path import path_page
from kg.render.html.person import person_page
from kg.render.html.persuasion import persuasion_page
from kg.render.html.world import world_page

__all__ = ["Frame", "Page", "club_page", "path_page", "person_page", "persuasion_page", "world_page"]
