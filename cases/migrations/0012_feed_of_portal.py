"""Each portal's feed is a stretch of an index, however many portals and authorities there are."""

from pathlib import Path

from django.db import migrations

from common.rows import sql_file

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("cases", "0011_lists_by_index")]
    operations = [
        sql_file(
            SQL / "feed_of_portal.sql",
            reverse=(SQL / "feed_of_portal_reverse.sql").read_text(encoding="utf-8"),
        ),
    ]
