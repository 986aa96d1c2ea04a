import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0003_audit_only_grows"),
        ("library", "0002_row_level_security"),
    ]

    operations = [
        migrations.AddField(
            model_name="edition",
            name="picture_bytes",
            field=models.PositiveBigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="extraction",
            name="knows_pictures",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="extraction",
            name="left_out",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.CreateModel(
            name="Picture",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("part", models.CharField(max_length=1024)),
                ("width", models.PositiveIntegerField()),
                ("height", models.PositiveIntegerField()),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pictures",
                        to="library.edition",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.storedfile",
                    ),
                ),
            ],
            options={"ordering": ["edition", "number"]},
        ),
        migrations.AddConstraint(
            model_name="picture",
            constraint=models.UniqueConstraint(
                fields=("edition", "number"), name="library_picture_once"
            ),
        ),
    ]
