"""What is left of the product when a part of it is gone: real servers, really killed."""
