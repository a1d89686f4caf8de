"""What a sender reads beside each file of a receipt."""

from domain.moves import AssetState
from domain.sending import UploadState
from domain.words import Words

_A = AssetState

#: The words of every state that a receipt can show; a refusal brings words of its own.
RECEIPT_WORDS: dict[str, Words] = {
    UploadState.ARRIVING: Words(zh="正在接收", en="arriving"),
    UploadState.RECEIVED: Words(zh="已收到", en="received"),
    UploadState.DUPLICATE: Words(
        zh="已收到，与之前发送的文件相同，不必重发", en="received; these bytes had arrived before"
    ),
    UploadState.UNPACKED: Words(
        zh="压缩包已打开，里面的文件各有回执",
        en="opened; each file inside has a receipt of its own",
    ),
    UploadState.REFUSED: Words(zh="未接收", en="not taken in"),
    _A.INSPECTED: Words(zh="已收到，正在整理", en="received, being sorted"),
    _A.LOOKED: Words(zh="已收到，正在整理", en="received, being sorted"),
    _A.TAGGED: Words(zh="已收到，等待审核", en="received, waiting for review"),
    _A.HELD: Words(zh="已收到，等待确认能否使用", en="received, waiting for a consent decision"),
    _A.ACCEPTED: Words(zh="已选用", en="accepted"),
    _A.REJECTED: Words(zh="已收到，本次未选用", en="received, not used this time"),
    _A.WITHDRAWN: Words(zh="已撤回", en="withdrawn"),
    _A.PURGED: Words(zh="已撤回并删除", en="withdrawn and deleted"),
}


def receipt_words(state: str) -> Words:
    """The words of a receipt's state; KeyError for a state that no receipt has."""
    return RECEIPT_WORDS[state]
