-- The three database roles. Run once as a superuser; passwords are set apart from this file (alter role … password …).
-- Repeating it changes nothing.
do $$
begin
    if not exists (select from pg_roles where rolname = 'clemap_migrator') then
        create role clemap_migrator login nosuperuser nobypassrls nocreatedb nocreaterole;
    end if;
    if not exists (select from pg_roles where rolname = 'clemap_app') then
        create role clemap_app login nosuperuser nobypassrls nocreatedb nocreaterole;
    end if;
    if not exists (select from pg_roles where rolname = 'clemap_ingest') then
        create role clemap_ingest login nosuperuser nobypassrls nocreatedb nocreaterole;
    end if;
end $$;

-- Rollups have dozens of aggregates over few rows: to compile such a statement takes longer than to run it.
alter role clemap_app set jit = off;
alter role clemap_ingest set jit = off;
