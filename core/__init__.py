"""What every floor may use:
refusals, money, dates, read-only admin, exports. Imports no app, holds no model.
"""
