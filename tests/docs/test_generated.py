"""The pages that are made from the code are what the code says today."""

from importlib.util import module_from_spec, spec_from_file_location
from types import ModuleType

import pytest

from tests.support.paths import ROOT


def generator() -> ModuleType:
    spec = spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


GENERATOR = generator()


@pytest.mark.parametrize("name", GENERATOR.PAGES)
def test_a_generated_page_is_up_to_date(name: str) -> None:
    page = (ROOT / "docs" / name).read_text(encoding="utf-8")
    assert page == GENERATOR.PAGES[name](), "run `make docs`"
