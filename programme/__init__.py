"""The programme as a whole:
receive a fact, settle it through the apps below, prove the books.
"""
