"""Files the app shows, and the scripts that make them."""
