"""Measured criteria in words, as the registry names them."""

from sotay.recognitions.rules import Criterion
from sotay.regulations import pack

FRAMES = ("recognitions.cell_criteria", "recognitions.committee_criteria")


def name_of(criterion: Criterion) -> str:
    """A criterion's own words, else the name that the frames give its code."""
    if criterion.words:
        return criterion.words
    definitions = pack.national().definitions
    return next(
        definitions[frame].parts[criterion.key]
        for frame in FRAMES
        if criterion.key in definitions[frame].parts
    )
