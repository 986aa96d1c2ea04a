from django.db import migrations

# Its issuer where that is one of ours; else where the person who put it in holds the highest office;
# else the top of the tree, whose officers can see to it.
FILL = """
UPDATE directives_document document SET registered_by_id = coalesce(
    document.issuer_id,
    (SELECT held.organisation_id FROM organisations_grant held
     JOIN organisations_organisation place ON place.id = held.organisation_id
     WHERE held.user_id = document.created_by_id AND held.superseded_at IS NULL
     ORDER BY place.rgt - place.lft DESC, held.id LIMIT 1),
    (SELECT id FROM organisations_organisation ORDER BY rgt - lft DESC, id LIMIT 1)
)
WHERE document.registered_by_id IS NULL
"""
MARKED_HAVE_NO_ABSTRACT = "UPDATE directives_document SET abstract = '' WHERE secrecy <> ''"


class Migration(migrations.Migration):
    dependencies = [("directives", "0002_registered_by_and_decisions")]
    operations = [
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.RunSQL(MARKED_HAVE_NO_ABSTRACT, migrations.RunSQL.noop),
    ]
