"""Where books and facts stand against each other."""
