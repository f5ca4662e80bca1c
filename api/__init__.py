"""The door for shops:
facts in, benefits out, under a key of the shop's own.
"""
