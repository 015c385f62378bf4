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
