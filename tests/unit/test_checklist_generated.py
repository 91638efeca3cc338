"""Over generated forms and actions (tests/fuzz): step by step equals from nothing, and reopening is the identity."""

from __future__ import annotations

import pytest
from fuzz_case import run_bytes
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fieldaudit.checklist import rows


@pytest.fixture(autouse=True, scope="module")
def few_rows():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rows, "MAX_ROWS", 20)
        yield


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.binary(min_size=120, max_size=600))
def test_a_generated_form_after_any_actions_reopens_as_it_was(data):
    assert run_bytes(data) in {"refused", "stopped", "ran"}
