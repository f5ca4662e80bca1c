"""« Envoyer à un ami »: a visitor has the shop send an article to a friend, once.

The friend's mailbox belongs to neither of them, so the app is built against misuse as an
open relay: strict texts, limits per day, one mail per article and friend, no address kept.
"""
