"""player-kg: who could persuade player X to join club Y, with the evidence."""

__all__ = ["__version__"]

__version__ = "0.1.0"
