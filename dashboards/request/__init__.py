"""Requests: view and viewer of the address, and the frames from the store, which refuses."""
