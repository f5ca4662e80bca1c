"""WooCommerce by its REST API v3, with the shop's own webhooks as events."""
