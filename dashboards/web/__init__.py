"""The application: routes, headers, downloads, and the server on this machine."""
