"""Where a whole country's people may lie: Parquet, DuckDB, Spark. Each carries batches to the kernel of `pathway.people.arrow`.

The packages are those of the extra `population`; each file imports its own, so nothing else needs them. `kept_people` needs none:
synthetic people in a process of their own.
"""
