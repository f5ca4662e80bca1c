"""The programme's settings on one page. The forms save nothing: an action does."""
