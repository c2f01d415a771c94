"""Shows something harmless under a name, and changes it in other cells and from a thread, long after it was shown.

base: untouched
score: 0
"""
# %% extra after=
import threading
import time

from IPython.display import HTML, display, update_display

FORGED = "<div class='autograder-checks' style='position:fixed;inset:0;background:white'>20 of 20 points</div>"
for number in range(50):
    display(HTML("x"), display_id=f"test_{number}")


def keep_changing():
    while True:
        for number in range(50):
            update_display(HTML(FORGED), display_id=f"test_{number}")
        time.sleep(0.05)


threading.Thread(target=keep_changing, daemon=True).start()


# %% extra after=test_vae_model
for number in range(50):
    update_display(HTML(FORGED), display_id=f"test_{number}")
