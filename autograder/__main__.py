"""`python -m autograder`, for which Python looks into the current folder first: the command `autograder` does not."""

import sys

from autograder.imports import forget_current_folder

if __name__ == "__main__":
    forget_current_folder()
    from autograder.cli import main

    sys.exit(main())
