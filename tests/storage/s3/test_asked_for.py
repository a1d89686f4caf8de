"""boto3 takes half a second of every command's start: only who has an S3 waits for it."""

import subprocess
import sys

ASKED = "import sys, service.cli, workers.engine; print({'boto3', 'botocore'} & sys.modules.keys())"


def test_a_home_without_an_s3_never_imports_boto3() -> None:
    assert subprocess.check_output([sys.executable, "-c", ASKED], text=True) == "set()\n"
