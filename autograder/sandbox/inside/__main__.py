"""``python …/inside SANDBOX …``: see `launch`. The package is found by its place, wherever that is."""

import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).resolve().parents[1])
    from inside import launch

    del sys.path[0]  # student code looks for no module there
    launch.main()
