"""The queue on DBOS: what sends jobs, in the catalog's own database and transactions."""
