"""The parsed page: table of nodes, class names, links, structured data, hydration state."""
