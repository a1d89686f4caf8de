"""The editor's side: login, pages, pictures and the JSON API, all behind the same session."""
