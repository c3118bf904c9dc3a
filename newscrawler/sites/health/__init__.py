"""Health: whether a site's pages still give what they gave. Pure: no store, no clock."""
