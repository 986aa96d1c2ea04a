"""Text from pages turned into checked values, and into changes of a meeting's sheet."""

from sotay.meetings.forms.agenda import (
    AgendaForm,
)
from sotay.meetings.forms.entering import (
    EnteredRollForm,
    EnterForm,
)
from sotay.meetings.forms.fields import (
    HourField,
)
from sotay.meetings.forms.leading import (
    HoursForm,
    MotionForm,
    NextForm,
    NoteForm,
    PeopleForm,
    ResolutionForm,
    RollForm,
    ScoreForm,
    SpeechForm,
    TakeOffForm,
    TaskForm,
    WriteForm,
)
from sotay.meetings.forms.planning import (
    AnswerForm,
    CallForm,
    MeetingForm,
    PaperForm,
    ReasonForm,
    RemarkForm,
    SealForm,
    SeriesForm,
    StepForm,
)

__all__ = [
    "AgendaForm",
    "AnswerForm",
    "CallForm",
    "EnterForm",
    "EnteredRollForm",
    "HourField",
    "HoursForm",
    "MeetingForm",
    "MotionForm",
    "NextForm",
    "NoteForm",
    "PaperForm",
    "PeopleForm",
    "ReasonForm",
    "RemarkForm",
    "ResolutionForm",
    "RollForm",
    "ScoreForm",
    "SealForm",
    "SeriesForm",
    "SpeechForm",
    "StepForm",
    "TakeOffForm",
    "TaskForm",
    "WriteForm",
]
