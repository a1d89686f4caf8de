// The editor's pages: htmx, Alpine and sortable parts meet here.
