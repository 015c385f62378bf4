using Clemap.Platform.Database;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Clemap.Telemetry.Storage.Migrations;

/// <summary>One row a minute and one row a quarter hour for each source.</summary>
[DbContext(typeof(TelemetryDbContext))]
[Migration("20261101000100_Rollups")]
internal sealed class Rollups : Migration
{
    private const string Columns =
        """
        organisation_id uuid not null, source_id uuid not null, at timestamptz not null,
        import_first_wh bigint, import_last_wh bigint, export_first_wh bigint, export_last_wh bigint,
        current_l1min real, current_l1avg real, current_l1max real,
        current_l2min real, current_l2avg real, current_l2max real,
        current_l3min real, current_l3avg real, current_l3max real,
        active_min real, active_avg real, active_max real,
        readings smallint not null,
        """;

    protected override void Up(MigrationBuilder migrationBuilder)
    {
        const string Key = "primary key (organisation_id, source_id, at)";
        migrationBuilder.Sql($"create table telemetry.reading_minute ({Columns} {Key});");
        migrationBuilder.Sql($"create table telemetry.reading_quarter ({Columns} quality smallint not null, {Key});");
        migrationBuilder.FenceByOrganisation(TelemetryDbContext.SchemaName, "reading_minute", "select, insert, update");
        migrationBuilder.FenceByOrganisation(TelemetryDbContext.SchemaName, "reading_quarter", "select, insert, update");
    }
}
