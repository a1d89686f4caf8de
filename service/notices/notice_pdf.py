"""The one place that starts the reader of PDF notices: a child of its own for each file."""

import json
import os
import subprocess
import sys
import threading
from pathlib import Path

from domain.errors import TooMuch, UsageError
from domain.words import Words

MAX_PAGES = 60
_CHILD = Path(__file__).with_name("pdf_child.py")
#: Seconds of the wall clock; the child's own limit is on the processor's.
PATIENCE_S = 30.0
#: Editors are few, and a child may take 768 MB.
_ONE_BY_ONE = threading.Lock()
#: All that the child is told of its surroundings: no secret of ours.
_TOLD = ("PATH", "LANG", "LC_ALL")

_SCAN = Words(
    zh="这个 PDF 是扫描件，里面没有文字，要先做文字识别；也可以把正文粘贴过来（或存为 .txt）",
    en="this PDF is a scan without text, which has to be recognised first; or paste its text "
    "(or save it as .txt)",
)
_REFUSED = {
    "scan": _SCAN,
    "garbled": Words(
        zh="这个 PDF 的文字层读出来是乱码，可以按扫描件做文字识别；"
        "也可以打开它，全选复制，粘贴过来（或存为 .txt）",
        en="the text of this PDF comes out garbled; recognise it as a scan, or copy and paste it",
    ),
    "locked": Words(
        zh="这个 PDF 加了密码。请打开后另存为不加密的，或把正文粘贴过来（或存为 .txt）",
        en="this PDF is locked by a password; save it without, or paste its text",
    ),
    "broken": Words(
        zh="这个 PDF 打不开或已损坏。请打开后重新导出为 PDF，或把正文粘贴过来（或存为 .txt）",
        en="this PDF is damaged; export it again, or paste its text",
    ),
    "slow": Words(
        zh="这个 PDF 太复杂，没有在规定的时间内读完。请把正文粘贴过来（或存为 .txt）",
        en="this PDF took too long to read; paste its text",
    ),
}
_TOO_MUCH = {
    "pages": Words(
        zh=f"这个 PDF 超过 {MAX_PAGES} 页。请只留下通知本身的几页，或把正文粘贴过来（或存为 .txt）",
        en=f"this PDF has more than {MAX_PAGES} pages; keep the notice's own, or paste its text",
    ),
    "long": Words(
        zh="这个 PDF 的文字太多。请只留下通知本身，或把正文粘贴过来（或存为 .txt）",
        en="this PDF holds too much text; keep the notice alone, or paste its text",
    ),
}


class IsScan(UsageError):
    """The notice's pages are pictures; read them by recognition."""

    code = "scan"


def pdf_text(data: bytes) -> str:
    """The text of a PDF that has a text layer, page after page.

    Raises IsScan for one without, or with one that nobody could read; UsageError for a locked,
    damaged or too slow one, TooMuch for a long one.
    """
    told = _ask_child(data)
    if "text" in told:
        return told["text"]
    reason = told.get("refused", "broken")
    if reason in _TOO_MUCH:
        raise TooMuch(_TOO_MUCH[reason])
    if reason in ("scan", "garbled"):
        raise IsScan(_REFUSED[reason])
    raise UsageError(_REFUSED.get(reason, _REFUSED["broken"]))


def _ask_child(data: bytes) -> dict[str, str]:
    environ = {name: os.environ[name] for name in _TOLD if name in os.environ}
    try:
        with _ONE_BY_ONE:
            done = subprocess.run(
                [sys.executable, "-I", str(_CHILD), str(MAX_PAGES)],
                input=data,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=environ,
                timeout=PATIENCE_S,
                check=False,
            )
    except subprocess.TimeoutExpired:
        return {"refused": "slow"}
    if done.returncode != 0:
        return {"refused": "slow" if done.returncode < 0 else "broken"}
    return json.loads(done.stdout)
