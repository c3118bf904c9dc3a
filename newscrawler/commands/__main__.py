"""`python -m newscrawler.commands` is `newscrawler`."""

from newscrawler.commands.main import main

main()
