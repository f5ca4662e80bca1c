"""Every mail of the product: written as rows, sent once, to those who may receive them.
Who has said yes or no to what, and which addresses are written to no more.
"""
