"""django-oscar, which has no API of its own: ``shop_side`` is added to the shop's urls."""
