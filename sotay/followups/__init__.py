"""Tasks and what came of them: progress, evidence, verification, assessment, extension.

A task may come from a clause, a meeting or a finding: it keeps a generic source, not an import.
"""
