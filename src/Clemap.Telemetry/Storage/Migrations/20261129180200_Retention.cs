using Clemap.Platform.Database;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Clemap.Telemetry.Storage.Migrations;

/// <summary>Minutes in monthly partitions, made with the day that they come of, and a function that drops what is old enough: the app role can drop nothing by itself.</summary>
[DbContext(typeof(TelemetryDbContext))]
[Migration("20261129180200_Retention")]
internal sealed class Retention : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql(
            """
            create table telemetry.reading_minute_by_month (like telemetry.reading_minute including defaults) partition by range (at);
            create table telemetry.reading_minute_default partition of telemetry.reading_minute_by_month default;

            create function telemetry.ensure_minute_partition(month date) returns void
            language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
            declare
                first date := date_trunc('month', month::timestamp)::date;
                partition_name text := 'reading_minute_' || to_char(first, 'YYYYMM');
            begin
                if exists (select from pg_class where relname = partition_name and relnamespace = 'telemetry'::regnamespace) then return; end if;
                execute format('create table telemetry.%I (like telemetry.reading_minute including defaults)', partition_name);
                execute format('revoke all on telemetry.%I from public', partition_name);
                execute format('alter table telemetry.reading_minute attach partition telemetry.%I for values from (%L) to (%L)',
                    partition_name, to_char(first, 'YYYY-MM-DD') || ' 00:00:00+00', to_char(first + interval '1 month', 'YYYY-MM-DD') || ' 00:00:00+00');
            end $$;
            revoke all on function telemetry.ensure_minute_partition(date) from public;

            alter table telemetry.reading_minute rename to reading_minute_before;
            alter table telemetry.reading_minute_by_month rename to reading_minute;
            alter table telemetry.reading_minute_before no force row level security;
            select telemetry.ensure_minute_partition(day) from (
                select distinct date_trunc('month', at at time zone 'UTC')::date as day from telemetry.reading_minute_before
                union
                select distinct date_trunc('month', to_date(right(relname, 8), 'YYYYMMDD'))::date from pg_class
                where relnamespace = 'telemetry'::regnamespace and relname ~ '^reading_[0-9]{8}$') months;
            insert into telemetry.reading_minute select * from telemetry.reading_minute_before;
            drop table telemetry.reading_minute_before;
            alter table telemetry.reading_minute add primary key (organisation_id, source_id, at);
            create index reading_minute_import on telemetry.reading_minute (organisation_id, source_id, at) where import_first_wh is not null;
            create index reading_minute_export on telemetry.reading_minute (organisation_id, source_id, at) where export_first_wh is not null;
            """);
        migrationBuilder.FenceByOrganisation(TelemetryDbContext.SchemaName, "reading_minute", "select, insert, update");
        migrationBuilder.FenceBySites(
            TelemetryDbContext.SchemaName, "reading_minute", RowLevelSecurity.SiteOfSource("source_id"), check: "(select platform.reaches_all())");
        Functions(migrationBuilder);
    }

    private static void Functions(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        $$"""
        create or replace function telemetry.ensure_partition(day date) returns void
        language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
        declare
            partition_name text := 'reading_' || to_char(day, 'YYYYMMDD');
        begin
            if day not between date '2000-01-01' and date '2100-01-01' then
                raise exception 'no partition for %', day using errcode = 'invalid_parameter_value';
            end if;
            perform pg_advisory_xact_lock(hashtextextended('telemetry.ensure_partition', 0));
            perform telemetry.ensure_minute_partition(day);
            -- Asked of the table: to_regclass may answer from a cache that is older than the lock.
            if exists (select from pg_class where relname = partition_name and relnamespace = 'telemetry'::regnamespace) then return; end if;
            execute format('create table telemetry.%I (like telemetry.reading including defaults)', partition_name);
            execute format('revoke all on telemetry.%I from public', partition_name);
            execute format('alter table telemetry.reading attach partition telemetry.%I for values from (%L) to (%L)',
                partition_name, to_char(day, 'YYYY-MM-DD') || ' 00:00:00+00', to_char(day + 1, 'YYYY-MM-DD') || ' 00:00:00+00');
        end $$;

        -- Drops the oldest partition that ends before the given days, and says which; null when there is none. Waits for nobody longer than half a second,
        -- since all who want to read or write wait behind it. The floor stands here, out of reach of whoever calls.
        create function telemetry.drop_oldest_partition(rows_before date, minutes_before date) returns text
        language plpgsql security definer set search_path = pg_catalog, pg_temp set lock_timeout = '500ms' as $$
        declare
            oldest text;
        begin
            if greatest(rows_before, minutes_before) > (now() at time zone 'UTC')::date - {{RetentionSettings.LeastDays}} then
                raise exception 'readings younger than {{RetentionSettings.LeastDays}} days are kept' using errcode = 'invalid_parameter_value';
            end if;
            select c.relname into oldest from pg_inherits i join pg_class c on c.oid = i.inhrelid
            where (i.inhparent = 'telemetry.reading'::regclass and c.relname ~ '^reading_[0-9]{8}$' and to_date(right(c.relname, 8), 'YYYYMMDD') < rows_before)
                or (i.inhparent = 'telemetry.reading_minute'::regclass and c.relname ~ '^reading_minute_[0-9]{6}$'
                    and (to_date(right(c.relname, 6), 'YYYYMM') + interval '1 month')::date <= minutes_before)
            order by c.relname limit 1;
            if oldest is null then return null; end if;
            execute format('drop table telemetry.%I', oldest);
            return oldest;
        end $$;
        revoke all on function telemetry.drop_oldest_partition(date, date) from public;
        grant execute on function telemetry.drop_oldest_partition(date, date) to {{DatabaseConnections.AppRole}};
        """);
}
