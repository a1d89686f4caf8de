"""The files of a package: report, list, findings."""
