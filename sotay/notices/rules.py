"""Numbers of notices that no issued document sets and nobody needs to change."""

HOLD_SECONDS = 10  # a message leaves the house only once the act can no longer be undone
WORDS_LENGTH = 400
