from pathlib import Path

import pytest

import data


@pytest.fixture(scope="session")
def content() -> Path:
    """The packaged content."""
    return Path(data.__file__).parent / "content"


@pytest.fixture(scope="session")
def stammdaten(content: Path) -> Path:
    return content / "stammdaten"
