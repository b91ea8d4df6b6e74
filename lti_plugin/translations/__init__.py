"""The catalogues of the interface's texts, a folder for each language, and how texts are found."""
