"""Work the pages ask for that is neither drawing nor the library's: no module here imports streamlit."""
