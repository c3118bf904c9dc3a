"""The version, for the face and for what is written into archives."""

__version__ = "0.1.0"
