"""The preview: the site on loopback, built again on every save and reloaded in the browser."""
