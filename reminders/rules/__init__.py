"""What campaigns start from, when they write, what a hold-out shows. No database."""
