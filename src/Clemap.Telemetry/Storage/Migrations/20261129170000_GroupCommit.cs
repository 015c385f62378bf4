using Clemap.Platform.Database;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Clemap.Telemetry.Storage.Migrations;

/// <summary>
/// One transaction of the insert-only role may hold rows of several organisations: those that it names in <c>app.organisation_ids</c>, and no other. The rollup puts the mark of a
/// quarter hour that is not over back.
/// </summary>
[DbContext(typeof(TelemetryDbContext))]
[Migration("20261129170000_GroupCommit")]
internal sealed class GroupCommit : Migration
{
    // The array is made once a statement, and compared row by row.
    private const string OfGroup =
        "organisation_id = any (coalesce((select string_to_array(nullif(current_setting('app.organisation_ids', true), ''), ',')::uuid[]), '{}'))";

    protected override void Up(MigrationBuilder migrationBuilder)
    {
        foreach (var table in new[] { "reading", "dirty_bucket" })
            migrationBuilder.Sql($"create policy of_group on telemetry.{table} for insert to {DatabaseConnections.IngestRole} with check ({OfGroup});");
        migrationBuilder.Sql(
            $"""
            grant insert on telemetry.dirty_bucket to {DatabaseConnections.AppRole};
            create policy of_group on telemetry.latest to current_user using ({OfGroup}) with check ({OfGroup});
            drop function telemetry.advance_latest(uuid[], timestamptz[]);
            create function telemetry.advance_latest(organisations uuid[], sources uuid[], times timestamptz[])
            returns table (organisation uuid, source uuid, pointer timestamptz)
            language sql security definer set search_path = pg_catalog, pg_temp as $$
                insert into telemetry.latest as l (organisation_id, source_id, at)
                select n.organisation_id, n.source_id, n.at
                from unnest(organisations, sources, times) n(organisation_id, source_id, at)
                order by n.organisation_id, n.source_id
                on conflict (organisation_id, source_id) do update set at = greatest(l.at, excluded.at)
                returning organisation_id, source_id, at;
            $$;
            revoke all on function telemetry.advance_latest(uuid[], uuid[], timestamptz[]) from public;
            grant execute on function telemetry.advance_latest(uuid[], uuid[], timestamptz[]) to {DatabaseConnections.IngestRole};
            """);
    }
}
