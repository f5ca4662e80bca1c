"""The door for shops: facts in, benefits out."""
