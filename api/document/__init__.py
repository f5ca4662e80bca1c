"""The calls described: one document for machines, and what is made of it for people."""
