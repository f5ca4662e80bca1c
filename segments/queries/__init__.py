"""Who is in a segment, now. Each answer is one statement, however many there are."""
