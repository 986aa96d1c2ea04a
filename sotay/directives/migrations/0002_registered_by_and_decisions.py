import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Who keeps a paper from outside, still optional; what a person decided on a finding."""

    dependencies = [
        ("directives", "0001_initial"),
        ("organisations", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            "document",
            "registered_by",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="registered_documents",
                to="organisations.organisation",
            ),
        ),
        migrations.AlterField(
            "document",
            "secrecy",
            models.CharField(
                blank=True,
                choices=[("mat", "Mật"), ("toi-mat", "Tối mật"), ("tuyet-mat", "Tuyệt mật")],
                max_length=20,
            ),
        ),
        migrations.AddField(
            "citation",
            "reason",
            models.CharField(blank=True, default="", max_length=10),
            preserve_default=False,
        ),
        migrations.AddField("citation", "alternatives", models.JSONField(blank=True, default=list)),
        migrations.AddField("citation", "is_decided", models.BooleanField(default=False)),
        migrations.AddField("citation", "is_dropped", models.BooleanField(default=False)),
        migrations.AddField(
            "drafttask",
            "criterion",
            models.CharField(blank=True, default="", max_length=300),
            preserve_default=False,
        ),
    ]
