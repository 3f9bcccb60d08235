"""``python -m monitor.cli``: the command line where no script ``monitor`` is on the path."""

from monitor.cli import main

main()
