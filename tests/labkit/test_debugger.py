"""The debugger whose commands are typed beforehand."""

from labkit.debugger import debug


class Counter:
    def __init__(self):
        self.seen = []

    def run(self, stop):
        for number in range(stop):
            self.look(number)

    def look(self, number):
        self.seen.append(number)


def test_conditional_breakpoint_stops_once_and_shows_the_stack(capsys):
    counter = Counter()
    debug(
        lambda: counter.run(1000),
        "break Counter.look, number == 700",
        "continue",
        "where",
        "up",
        "p stop - number",
    )
    said = capsys.readouterr().out
    assert "(pdb) break Counter.look, number == 700" in said
    assert "300" in said.splitlines()
    assert said.index("run()") < said.rindex("look()")
    assert counter.seen == list(range(700))  # when the commands are used up, the call ends


def test_stack_shows_the_debugged_call_alone(capsys):
    debug(lambda: Counter().run(2), "break Counter.look", "continue", "where")
    said = capsys.readouterr().out
    assert "_pytest" not in said
    assert "bdb" not in said


def test_breakpoints_are_gone_afterwards(capsys):
    debug(lambda: Counter().run(3), "break Counter.look", "continue")
    counter = Counter()
    debug(lambda: counter.run(3), "continue")
    assert counter.seen == [0, 1, 2]
    assert "Breakpoint" not in capsys.readouterr().out.partition("Breakpoint 1")[2]


def test_an_exception_of_the_call_is_reported(capsys):
    debug(lambda: 1 / 0, "continue")
    assert "ZeroDivisionError" in capsys.readouterr().out
