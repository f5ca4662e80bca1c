"""What every floor may use:
refusals, money, dates, read-only admin. Imports no app, holds no model.
"""
