"""PrestaShop 1.7.8, 8 and 9 by its webservice. Pulled; events come from the module."""
