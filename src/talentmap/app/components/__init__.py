"""Parts of a page: each draws one thing and owns the state of its widgets."""
