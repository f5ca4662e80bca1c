"""The HTTP API for shops: facts come in, benefits go out, with a key per shop."""
