"""How staff get in: password, second step, invitation; and who is in the team."""
