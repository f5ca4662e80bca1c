"""Pure arithmetic of mails: no Django, no clock, no rows."""
