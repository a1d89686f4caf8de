"""`weekreel ingest --watch`: a folder on a share or a stick that empties itself into the week."""

import secrets
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from domain.sending import NewSending, Upload, UploadState
from domain.words import Words
from service.arriving.drop_folder import DropFolder
from service.arriving.taking_in import take_in
from service.cli.common import now, said
from service.sender.receipts import number_of
from storage.opening import Storage
from storage.settings import Settings

#: Seconds between two looks.
LOOK_S = 1.0


def watch_folder(
    settings: Settings,
    storage: Storage,
    sending: NewSending,
    folder: Path,
    *,
    wait: Callable[[float], None] = time.sleep,
) -> None:
    """Take in what is copied into `folder` until Ctrl-C; what comes together is one sending.

    Raises StorageFailed when the store is full or away, or the folder cannot be written.
    """
    print(
        said(
            Words(
                zh=f"正在看着 {folder}，把照片和视频复制进来即可；按 Ctrl-C 结束",
                en=f"watching {folder}: copy photos and clips into it; Ctrl-C ends",
            )
        ),
        flush=True,
    )
    drops = DropFolder(folder)
    try:
        while True:
            if files := drops.whole():
                together = replace(sending, client_id=secrets.token_hex(16))
                for file in files:
                    _take(settings, storage, together, drops, file)
            wait(LOOK_S)
    except KeyboardInterrupt:
        print(said(Words(zh="不再看着了，收到的都在", en="no longer watching")), flush=True)


def _take(
    settings: Settings, storage: Storage, sending: NewSending, drops: DropFolder, file: Path
) -> None:
    uploads = list(take_in(settings, storage, sending, [file], clock=now))
    taken = any(upload.state is not UploadState.REFUSED for upload in uploads)
    # An archive with nothing in it has no receipt.
    receipt = number_of(uploads[0].receipt) if uploads else "0000-00"
    drops.put_aside(file, taken=taken, receipt=receipt)
    for upload in uploads:
        print(_told(upload), flush=True)


def _told(upload: Upload) -> str:
    if upload.refused:
        return f"{upload.receipt}  {upload.said.filename}: {said(upload.refused[1])}"
    known = upload.state is UploadState.DUPLICATE
    words = Words(zh="已有", en="known already") if known else Words(zh="已收到", en="received")
    return f"{upload.receipt}  {upload.said.filename}: {said(words)}"
