"""Real shops connected from the back-office: PrestaShop, WooCommerce, django-oscar.

A connector reads the shop's own answers into the facts of ``shop`` and writes vouchers
and groups back. ``contract`` says what each must be able to do; everything else is written
once, above it. A shop is added in one folder: see CONTRIBUTING.
"""
