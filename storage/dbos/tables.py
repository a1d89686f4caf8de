"""The columns of DBOS's own tables that are read here; a test holds them to the real ones."""

from sqlalchemy import BigInteger, Column, Integer, MetaData, Table, Text

from storage.sql.backend import DBOS_SCHEMA

_dbos = MetaData(schema=DBOS_SCHEMA)

STATUS = Table(
    "workflow_status",
    _dbos,
    Column("workflow_uuid", Text),
    Column("status", Text),
    Column("updated_at", BigInteger),
    Column("executor_id", Text),
    # The claim by which its executor took it.
    Column("owner_xid", Text),
    Column("name", Text),
    Column("queue_name", Text),
    # What orders a queue, lowest first, then by time.
    Column("priority", Integer),
    # Kept by DBOS and used by partitioned queues alone, of which we have none: the campaign.
    Column("queue_partition_key", Text),
    Column("parent_workflow_id", Text),
    Column("completed_at", BigInteger),
)
OUTPUT = Table("workflow_output", _dbos, Column("workflow_uuid", Text), Column("error", Text))
EVENTS = Table(
    "workflow_events",
    _dbos,
    Column("workflow_uuid", Text),
    Column("key", Text),
    Column("value", Text),
)
