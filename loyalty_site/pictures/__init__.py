"""The pictures of the documentation, taken anew: `make pictures`.

The demo shop is opened in a database of its own, given what it lacks by the product's own
actions (`scene`), and looked at with Chromium, page by page (`album`, `camera`).
"""
