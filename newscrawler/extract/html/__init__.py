"""A parsed page: its nodes, class names, links, structured data and script states."""
