"""Pages of the portal. Each reads the clock once and shows days in the shop's own zone."""
