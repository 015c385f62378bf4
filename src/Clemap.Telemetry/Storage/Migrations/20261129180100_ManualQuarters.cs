using Clemap.Platform.Database;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Clemap.Telemetry.Storage.Migrations;

/// <summary>A person's value for a quarter hour, over what was measured.</summary>
[DbContext(typeof(TelemetryDbContext))]
[Migration("20261129180100_ManualQuarters")]
internal sealed class ManualQuarters : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql(
            """
            create table telemetry.manual_quarter (
                organisation_id uuid not null, source_id uuid not null, at timestamptz not null,
                import_wh bigint not null check (import_wh >= 0), export_wh bigint not null check (export_wh >= 0),
                reason text not null, made_by uuid, made_at timestamptz not null,
                primary key (organisation_id, source_id, at)
            );
            """);
        migrationBuilder.FenceByOrganisation(TelemetryDbContext.SchemaName, "manual_quarter");
        migrationBuilder.FenceBySites(TelemetryDbContext.SchemaName, "manual_quarter", RowLevelSecurity.SiteOfSource("source_id"));
    }
}
