"""What the fuzzer of colleagues' packages found stays mended."""

import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parents[1] / "fuzz"))
CASES = sorted((Path(__file__).parent / "hostile_cases" / "team").glob("*.json"))


@pytest.fixture(scope="module")
def bases(tmp_path_factory):
    from packages_team_run import open_bases

    with open_bases(tmp_path_factory.mktemp("team-cases")) as opened:
        yield opened


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_what_fuzzing_colleagues_packages_found_stays_mended(bases, path):
    from packages_run import read_case
    from packages_team_run import run

    assert run(bases, read_case(path.read_text(encoding="utf-8"))) == "unknown_signer"
