"""From files to a checked, frozen Dataset and back."""
