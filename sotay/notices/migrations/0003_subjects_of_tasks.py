"""What was about a task is about the same task by its subject."""

from django.db import migrations

TO_SUBJECTS = """
INSERT INTO django_content_type (app_label, model)
    SELECT 'followups', 'task'
    WHERE EXISTS (SELECT FROM notices_notice WHERE task_id IS NOT NULL)
    ON CONFLICT DO NOTHING;
UPDATE notices_notice SET subject_id = task_id, subject_type_id = kept.id
    FROM django_content_type kept
    WHERE task_id IS NOT NULL AND kept.app_label = 'followups' AND kept.model = 'task';
"""
TO_TASKS = """
UPDATE notices_notice SET task_id = subject_id
    FROM django_content_type kept
    WHERE subject_type_id = kept.id AND kept.app_label = 'followups' AND kept.model = 'task';
"""


class Migration(migrations.Migration):
    dependencies = [("notices", "0002_subject")]

    operations = [migrations.RunSQL(TO_SUBJECTS, TO_TASKS)]
