import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """Every paper has a keeper; papers from outside are told apart by theirs."""

    dependencies = [("directives", "0003_fill_registered_by")]

    operations = [
        migrations.AlterField(
            "document",
            "registered_by",
            models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="registered_documents",
                to="organisations.organisation",
            ),
        ),
        migrations.RemoveConstraint("document", "directives_identity"),
        migrations.RemoveConstraint("document", "directives_marked_paper_stays_out"),
        migrations.AddConstraint(
            "document",
            models.UniqueConstraint(
                condition=Q(issuer__isnull=False),
                fields=(
                    "organ_symbol",
                    "issuer",
                    "type_code",
                    "type_name",
                    "number",
                    "issued_on",
                ),
                name="directives_identity",
            ),
        ),
        migrations.AddConstraint(
            "document",
            models.UniqueConstraint(
                condition=Q(issuer__isnull=True),
                fields=(
                    "organ_symbol",
                    "registered_by",
                    "type_code",
                    "type_name",
                    "number",
                    "issued_on",
                ),
                name="directives_outside_identity",
            ),
        ),
        migrations.AddConstraint(
            "document",
            models.CheckConstraint(
                condition=Q(secrecy="") | (Q(text="") & Q(file=None) & Q(abstract="")),
                name="directives_marked_paper_stays_out",
            ),
        ),
    ]
