"""What boto3 raises, in our own words: absent, full, refused, or away."""

from collections.abc import Generator
from contextlib import contextmanager

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    NoCredentialsError,
    PartialCredentialsError,
)

from domain.errors import NotFound, StorageFailed
from domain.words import Words

#: Everything that boto3 raises for a store that says no or says nothing.
S3_ERRORS = (BotoCoreError, ClientError)
_ABSENT = {"NoSuchKey", "404", "NotFound"}
_FULL = {
    "InsufficientStorage", "QuotaExceeded", "QuotaExceededException", "XMinioStorageFull",
    "XMinioAdminBucketQuotaExceeded", "507",
}  # fmt: skip
_DENIED = {
    "AccessDenied", "InvalidAccessKeyId", "SignatureDoesNotMatch", "ExpiredToken", "403",
    "InvalidToken", "AllAccessDisabled", "AccountProblem",
}  # fmt: skip
#: A signature holds for 15 minutes of the store's own clock.
_SKEWED = {"RequestTimeTooSkewed", "RequestExpired"}
#: A name was written already, or somebody writes it at this moment.
TAKEN = {"PreconditionFailed", "412"}
RACING = {"ConditionalRequestConflict", "OperationAborted", "409"}


def code_of(error: BaseException | None) -> str:
    """The store's own code for what it refused, "" when it said nothing."""
    if not isinstance(error, ClientError):
        return ""
    return str(error.response.get("Error", {}).get("Code", ""))


def status_of(error: BaseException | None) -> int:
    """HTTP status of a refusal, 0 when there was no answer."""
    if not isinstance(error, ClientError):
        return 0
    return error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)


def is_away(error: BaseException | None) -> bool:
    """True when the store could not be reached or could not serve: later it may."""
    if isinstance(error, (NoCredentialsError, PartialCredentialsError)):
        return False
    return isinstance(error, BotoCoreError) or (status_of(error) >= 500 and not _is_full(error))


@contextmanager
def s3_failures(name: str = "") -> Generator[None]:
    """NotFound for a `name` that is not kept, StorageFailed for everything else."""
    try:
        yield
    except S3_ERRORS as error:
        if name and code_of(error) in _ABSENT:
            raise nothing_under(name) from error
        raise failed(error) from error


def nothing_under(name: str) -> NotFound:
    return NotFound(Words(zh=f"没有存储“{name}”", en=f"nothing is kept under {name!r}"))


def failed(error: BaseException) -> StorageFailed:
    """What happened, what was kept, what to do; never a key or a signature."""
    return StorageFailed(_words(error))


def _words(error: BaseException) -> Words:
    code = code_of(error)
    if _is_full(error):
        return Words(
            zh=f"对象存储已满（{code}），没有写入。请管理员扩容或清理，之后会自动再试",
            en=f"the S3 store is full ({code}); nothing was half-written; make room, then retry",
        )
    if code in _SKEWED:
        return Words(
            zh="这台机器的时钟与对象存储相差太大，没有写入。请校准时间（timedatectl），会自动再试",
            en="this machine's clock is too far from the S3 store's; nothing was written; set the"
            " time (timedatectl), then retry",
        )
    if code in _DENIED or status_of(error) == 403:
        return Words(
            zh=f"对象存储拒绝了访问（{code}），没有写入。请管理员检查密钥和权限",
            en=f"the S3 store refuses the key ({code}); nothing was written; check its rights",
        )
    if isinstance(error, (NoCredentialsError, PartialCredentialsError)):
        return Words(
            zh="没有对象存储的密钥，请设置 AWS_ACCESS_KEY_ID 和 AWS_SECRET_ACCESS_KEY",
            en="there is no key for the S3 store: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
        )
    why = code or type(error).__name__
    if is_away(error):
        return Words(
            zh=f"对象存储暂时连不上（{why}），没有写入一半的内容，稍后再试",
            en=f"the S3 store cannot be reached ({why}); nothing was half-written, try again",
        )
    return Words(
        zh=f"对象存储没有接受请求（{why}），没有写入一半的内容。请管理员检查存储桶和设置",
        en=f"the S3 store refuses ({why}); nothing was half-written; check the bucket and settings",
    )


def _is_full(error: BaseException | None) -> bool:
    return code_of(error) in _FULL or status_of(error) == 507
