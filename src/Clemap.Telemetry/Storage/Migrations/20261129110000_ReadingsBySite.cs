using Clemap.Platform.Database;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Clemap.Telemetry.Storage.Migrations;

/// <summary>The second fence by site: whoever acts at some sites only reads what their meters and stations measured, and writes nothing.</summary>
[DbContext(typeof(TelemetryDbContext))]
[Migration("20261129110000_ReadingsBySite")]
internal sealed class ReadingsBySite : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        var ofSite = RowLevelSecurity.SiteOfSource("source_id");
        foreach (var table in new[] { "reading", "latest" })
            migrationBuilder.FenceBySites(TelemetryDbContext.SchemaName, table, ofSite, "select");
        foreach (var table in new[] { "reading_minute", "reading_quarter" })
            migrationBuilder.FenceBySites(TelemetryDbContext.SchemaName, table, ofSite, check: "(select platform.reaches_all())");
        migrationBuilder.FenceBySites(TelemetryDbContext.SchemaName, "dirty_bucket");
    }
}
