#!/bin/sh
# First start of a PostgreSQL container: the three roles with their passwords, and the database that the migrator owns.
set -eu
psql -v ON_ERROR_STOP=1 -U postgres -f /etc/clemap/roles.sql
psql -v ON_ERROR_STOP=1 -U postgres \
  -v migrator="$CLEMAP_MIGRATOR_PASSWORD" -v app="$CLEMAP_APP_PASSWORD" -v ingest="$CLEMAP_INGEST_PASSWORD" <<'SQL'
alter role clemap_migrator password :'migrator';
alter role clemap_app password :'app';
alter role clemap_ingest password :'ingest';
create database clemap owner clemap_migrator;
SQL
