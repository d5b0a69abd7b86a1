"""A reload compiles the files that changed, from the first one on."""

import threading

from api import server
from api.loader import Loader
from api.settings import Settings
from api.state import LoadFailure
from rules import workspace as workspaces
from rules.workspace import Workspace
from tests.api.running import BROKEN_RULES, PATIENCE_SECONDS, SHOP

FILES = ("a", "b", "c", "d")


def promotion(name, percent):
    return f'promotion {name} "P" {{ until 2030-01-01 give {percent}% off coffee }}\n'


def write(folder, **percents):
    folder.mkdir(exist_ok=True)
    (folder / "shop.promo").write_text(f'{SHOP}\nset coffee = category "Kawa"\n')
    for name, percent in percents.items():
        (folder / f"{name}.promo").write_text(promotion(name, percent))
    return folder


def watched(monkeypatch):
    """Return a list that gets the name of every file that is read and of every file checked."""
    done = []
    parse, check_part = workspaces.parse, workspaces.check_part

    def note_parse(source):
        done.append(("read", source.name))
        return parse(source)

    def note_check(names, part):
        done.append(("checked", ", ".join(part.promotions)))
        return check_part(names, part)

    monkeypatch.setattr("api.loader.settle_memory", lambda: None)  # this process is no server
    monkeypatch.setattr(workspaces, "parse", note_parse)
    monkeypatch.setattr(workspaces, "check_part", note_check)
    return done


def load(settings, workspace):
    """Reload as the parent of a server does, in its thread."""
    has_ended = threading.Event()
    loader = Loader(settings, has_ended.set, workspace)
    loader.start()
    assert has_ended.wait(PATIENCE_SECONDS)
    return loader.take()


def started(settings, monkeypatch):
    """Start a server up to its first worker; return what it gives to whoever reloads."""
    given = []

    class Stopped:
        def __init__(self, _settings, _app, state, _doors, workspace, **_more):
            given.extend([state.snapshot, workspace])

        def run(self):
            pass

    monkeypatch.setattr(server, "Supervisor", Stopped)
    server.serve(settings)
    return given


def test_the_first_reload_after_a_start_compiles_what_changed(tmp_path, monkeypatch):
    rules = write(tmp_path / "rules", a=5, b=5, c=5, d=5)
    settings = Settings(rules=rules, port=0)
    done = watched(monkeypatch)
    first, workspace = started(settings, monkeypatch)
    assert {name for kind, name in done if kind == "read"} == {
        "shop.promo", *(f"{name}.promo" for name in FILES)
    }  # fmt: skip
    done.clear()
    write(rules, c=7)
    second = load(settings, workspace)
    assert done == [("read", "c.promo"), ("checked", "c")]
    rates = [one.reward.rate_bp for one in second.program.promotions]
    assert rates == [500, 500, 700, 500]
    unchanged = [0, 1, 3]
    for number in unchanged:
        assert second.program.promotions[number] is first.program.promotions[number]


def test_a_load_that_fails_leaves_the_next_one_as_little_to_do(tmp_path, monkeypatch):
    rules = write(tmp_path / "rules", a=5, b=5, c=5, d=5)
    settings = Settings(rules=rules, port=0)
    done = watched(monkeypatch)
    workspace = Workspace()
    assert not isinstance(load(settings, workspace), LoadFailure)
    (rules / "c.promo").write_text(BROKEN_RULES)
    assert isinstance(load(settings, workspace), LoadFailure)
    done.clear()
    write(rules, c=7)
    assert [one.reward.rate_bp for one in load(settings, workspace).program.promotions][2] == 700
    assert done == [("read", "c.promo"), ("checked", "c")]
