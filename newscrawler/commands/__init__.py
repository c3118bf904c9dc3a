"""The `newscrawler` command line: a file for each command, called as it is."""
