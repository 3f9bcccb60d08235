"""The packaged content, and settings of the property tests: no time limit, as machines differ."""

from pathlib import Path

import pytest
from hypothesis import settings

import data
from etl.profiles import Profiles, load_profiles
from monitor.content.folder import Content, load_content

settings.register_profile("etl", deadline=None, max_examples=40)
settings.load_profile("etl")


@pytest.fixture(scope="session")
def packaged() -> Path:
    return Path(data.__file__).parent / "content"


@pytest.fixture(scope="session")
def content(packaged: Path) -> Content:
    return load_content(packaged)


@pytest.fixture(scope="session")
def profiles(packaged: Path) -> Profiles:
    return load_profiles(packaged)
