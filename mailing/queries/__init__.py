"""Who may be written to, in which language, and what shops have set for their mails."""
