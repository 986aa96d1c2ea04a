from django.db import migrations, models


class Migration(migrations.Migration):
    """A plan's sketch is made once; plans confirmed before get theirs when confirmed again."""

    dependencies = [("directives", "0004_registered_by_required")]

    operations = [
        migrations.AddField("document", "sketch", models.BinaryField(editable=False, null=True)),
    ]
