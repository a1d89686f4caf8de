"""Packages as they stand before an editor late in the week: one sent back, one newer, remarks."""

import hashlib
from dataclasses import replace
from datetime import timedelta

from domain.film import Finding, FindingKind, Outcome, Package, PackageFile
from domain.handing.links import Fetched
from domain.moves import PackageState
from domain.words import Words
from service.packing.handing import Shared, share_package, share_with_leader
from storage.opening import Storage
from tests.service.conftest import Web
from tests.service.editor_film import FINDINGS
from tests.service.editor_week import KEY, Filled, end_jobs

EDITOR = "编辑一"
PHONE = "Mozilla/5.0 (Linux; Android 12) Mobile MicroMessenger/8.0"
CAPTIONS = Finding(
    rule="agree.captions",
    kind=FindingKind.REQUIRED,
    outcome=Outcome.FAIL,
    measured="2 张",
    wanted="每张都有",
    words=Words(zh="照片都有说明", en="every photo has a caption"),
    source="通知第五条：“照片须附文字说明”",
)
TEXTS = (
    "云岭县2025年科技活动周总结报告",
    "一、组织领导",
    "安排主要活动6项。",
    "参与群众1200人次。",
)


def kept(storage: Storage, path: str, content: bytes) -> PackageFile:
    sha256 = hashlib.sha256(content).hexdigest()
    storage.blobs.put(f"packaged/{sha256[:2]}/{sha256}", content)
    return PackageFile(
        path=path, blob=f"packaged/{sha256[:2]}/{sha256}", size=len(content), sha256=sha256
    )


def pack(
    web: Web, film: str, files: dict[str, bytes], *, findings=FINDINGS, texts=TEXTS, recipient=""
) -> Package:
    """A finished package of the film and these files, with the manifest that names them."""
    films, packages = web.storage.catalog.films, web.storage.catalog.packages
    made = packages.start(KEY, film=film, at=web.clock(), by=EDITOR, recipient=recipient)
    cut = films.get(film)
    whole = PackageFile(
        path="data/县科协+科技活动周.mp4", blob=cut.blob, size=cut.size, sha256=cut.sha256
    )
    inside = [whole, *(kept(web.storage, path, content) for path, content in files.items())]
    sums = "".join(f"{file.sha256}  {file.path}\n" for file in inside)
    inside.append(kept(web.storage, "manifest-sha256.txt", sums.encode()))
    inside.append(kept(web.storage, "tagmanifest-sha256.txt", f"{inside[-1].sha256}\n".encode()))
    packages.made(made.id, files=inside, assets=[], findings=findings, texts=texts)
    end_jobs(web.storage)
    return packages.get(made.id)


def lay(web: Web, week: Filled) -> tuple[Package, Package, Shared, Shared]:
    """A package sent back, the next one shared and fetched, two remarks of a leader."""
    handing = web.storage.catalog.handing
    first = pack(web, week.film, _files("旧"), findings=(*FINDINGS[:3], _passing()))
    web.clock.move(hours=2)
    _say(web, first, PackageState.MADE, PackageState.SENT)
    web.clock.move(hours=20)
    reason = "照片没有文字说明；报告里参与人次与报表不一致"
    _say(web, first, PackageState.SENT, PackageState.RETURNED, reason)
    web.clock.move(hours=3)
    texts = (*TEXTS[:3], "参与群众1350人次。", "发放资料3000份。")
    second = pack(web, week.film, _files("新") | {"data/照片/03-讲座.jpg": b"3"}, texts=texts)
    receiver = share(web, second)
    leader = share_with_leader(
        web.storage, KEY, label="分管领导", days=7, by=EDITOR, at=web.clock()
    )
    for what, size in ((Fetched.PAGE, 0), (Fetched.ZIP, second.files[0].size)):
        handing.fetched(
            receiver.link.id, what, visitor="10.12.3.*", agent="computer", size=size, at=web.clock()
        )
    for at_ms, text in ((6_500, "横幅上的单位名称是旧的，换一个镜头"), (21_000, "这里声音太小")):
        web.storage.catalog.signing.comment(
            leader.link.id, film=week.film, at_ms=at_ms, text=text, name="分管领导", at=web.clock()
        )
    return first, second, receiver, leader


def share(web: Web, package: Package, days: int = 14) -> Shared:
    return share_package(
        web.storage, package, label="市科技局 资料室", days=days, by=EDITOR, at=web.clock()
    )


def _passing() -> Finding:
    return replace(CAPTIONS, kind=FindingKind.ADVISORY)


def _files(word: str) -> dict[str, bytes]:
    return {
        "data/总结报告.docx": f"报告{word}".encode(),
        "data/照片/01-启动仪式.jpg": b"1" * 5000,
        "data/照片/02-启动仪式.jpg": f"2{word}".encode(),
        "data/素材清单.xlsx": f"清单{word}".encode(),
        "data/检查结果.html": f"<p>{word}</p>".encode(),
    }


def _say(
    web: Web, package: Package, seen: PackageState, to: PackageState, reason: str = ""
) -> None:
    web.storage.catalog.handing.move(
        package.id, seen=seen, to=to, by=EDITOR, at=web.clock(), reason=reason
    )


LATER = timedelta(days=15)
