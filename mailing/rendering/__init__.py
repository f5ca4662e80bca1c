"""Mails as their readers see them: texts, values and branding put together."""

from mailing.rendering.contents import MailContent, RenderedMail
from mailing.rendering.mails import render_contents, render_mails

__all__ = ["MailContent", "RenderedMail", "render_contents", "render_mails"]
