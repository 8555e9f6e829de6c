"""What each of the three database roles may do (docs/decisions/0002-three-database-roles.md).

Runs before every other migration, so that default privileges cover all tables to come.
"""

from django.db import migrations

FORWARD = """
CREATE EXTENSION IF NOT EXISTS btree_gist;
GRANT USAGE ON SCHEMA public TO titelweg_app;
GRANT CREATE, USAGE ON SCHEMA public TO titelweg_seeker;
ALTER DEFAULT PRIVILEGES IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO titelweg_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public
    GRANT USAGE, SELECT ON SEQUENCES TO titelweg_app;
GRANT SELECT ON ALL TABLES IN SCHEMA public TO titelweg_app;
"""
BACKWARD = """
ALTER DEFAULT PRIVILEGES IN SCHEMA public
    REVOKE SELECT, INSERT, UPDATE, DELETE ON TABLES FROM titelweg_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public
    REVOKE USAGE, SELECT ON SEQUENCES FROM titelweg_app;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    run_before = [("contenttypes", "0001_initial"), ("auth", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
