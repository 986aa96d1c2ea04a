"""Members by cell are found through members_by_cell; a second index was written at every move."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0014_covering_index"),
        ("organisations", "0002_act_outcome"),
    ]

    operations = [
        migrations.AlterField(
            model_name="member",
            name="cell",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="members_now",
                to="organisations.organisation",
            ),
        ),
    ]
