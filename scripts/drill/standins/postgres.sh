# A database of POSTGRES_DB that POSTGRES_USER owns and enters with POSTGRES_PASSWORD, at the first start.
set -eu
chown postgres: /var/lib/postgresql/data
as_postgres() { setpriv --reuid postgres --regid postgres --init-groups "$@"; }
if [ ! -s "$PGDATA/PG_VERSION" ]; then
    password=$(mktemp)
    printf %s "$POSTGRES_PASSWORD" > "$password"
    chown postgres: "$password"
    as_postgres initdb -D "$PGDATA" -U "$POSTGRES_USER" --pwfile "$password" -A trust -E UTF8 >/dev/null
    rm "$password"
    echo "host all all all scram-sha-256" >> "$PGDATA/pg_hba.conf"
    echo "CREATE DATABASE \"$POSTGRES_DB\"" |
        as_postgres postgres --single -D "$PGDATA" postgres >/dev/null
fi
exec setpriv --reuid postgres --regid postgres --init-groups postgres -D "$PGDATA" -c listen_addresses='*'
