"""What has changed for customers, in order: read as a feed, sent as webhooks.

Rows are written by triggers, in the transaction of the change; see the ADR on the outbox.
"""
