"""The screens' use cases on the real rooms: loaded after the first page is painted, called on the worker."""
