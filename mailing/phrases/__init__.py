"""Sentences for people about mails."""
