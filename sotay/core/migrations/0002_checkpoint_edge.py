from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="auditcheckpoint",
            name="edge",
            field=models.BinaryField(default=b"", max_length=64 * 32),
            preserve_default=False,
        ),
    ]
