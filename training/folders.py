"""Where the recipe reads and writes. Everything large stays outside the repository."""
import os
from pathlib import Path

STEMS = ("vocals", "drums", "bass", "other")
RATE = 44100


def work_folder() -> Path:
    """The folder of rendered material and checkpoints: UNBRAID_TRAINING, or the user's cache."""
    named = os.environ.get("UNBRAID_TRAINING")
    cache = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache"))
    folder = Path(named) if named else cache / "unbraid-training"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
