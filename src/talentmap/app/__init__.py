"""The app: five pages, one per question a person has. The only part of talentmap that imports streamlit."""
