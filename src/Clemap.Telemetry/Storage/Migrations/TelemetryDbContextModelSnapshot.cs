using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace Clemap.Telemetry.Storage.Migrations;

/// <summary>Empty on purpose: every table of this schema is excluded from generated migrations.</summary>
[DbContext(typeof(TelemetryDbContext))]
internal sealed class TelemetryDbContextModelSnapshot : ModelSnapshot
{
    protected override void BuildModel(ModelBuilder modelBuilder) => modelBuilder.HasDefaultSchema(TelemetryDbContext.SchemaName);
}
