"""The programme's rules in sentences, for merchants and customers.

Read no database: the names of goods come from ``earning.queries.named_goods``.
"""
