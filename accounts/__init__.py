"""Who may sign in, customers and staff alike: a person known by an e-mail address."""
