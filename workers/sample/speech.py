"""What is said in the speaking clips, made into (synthetic) sound by espeak-ng."""

import tempfile
from pathlib import Path

from workers.sample.sound import Samples, read_voice
from workers.tools.sample_programs import speak

#: key -> Mandarin sentences; in invented words, of nobody in particular
SAID = {
    "lecture": (
        "大家下午好。今年科技活动周的主题是，矢志创新发展，建设科技强国。今天我们来聊一聊人工智能。"
    ),
    "lesson": "同学们请看，两种溶液混合以后，颜色变了。这是为什么？",
}


def voice(key: str) -> Samples:
    """The sentences of a key, spoken; raises ToolFailed where espeak-ng is missing."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "voice.wav"
        speak(SAID[key], path)
        return read_voice(path)
