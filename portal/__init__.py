"""« Mon compte »: what the customer sees and does.

A door: it proves who is there, asks the apps below, and shows their answer.
"""
