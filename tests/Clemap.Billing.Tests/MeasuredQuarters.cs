using System.Collections.Concurrent;
using Clemap.Platform.Organisations;
using Clemap.Telemetry.Rollups;

namespace Clemap.Billing.Tests;

/// <summary>What was measured, by organisation and source.</summary>
internal sealed class MeasuredQuarters
{
    private readonly ConcurrentDictionary<(Guid Organisation, Guid Source, DateTimeOffset Start), QuarterHour> rows = new();

    public void Set(Guid organisationId, QuarterHour quarter) => rows[(organisationId, quarter.SourceId, quarter.Start)] = quarter;

    public void Remove(Guid organisationId, Guid sourceId, DateTimeOffset start) => rows.TryRemove((organisationId, sourceId, start), out _);

    public IEnumerable<QuarterHour> Of(Guid organisationId) => rows.Where(row => row.Key.Organisation == organisationId).Select(row => row.Value);
}

internal sealed class QuartersOfOrganisation(MeasuredQuarters quarters, IOrganisationContext organisation) : IQuarterHours
{
    public Task<IReadOnlyList<QuarterHour>> ReadAsync(
        IReadOnlyCollection<Guid> sourceIds, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<QuarterHour>>(quarters.Of(organisation.OrganisationId!.Value)
            .Where(row => sourceIds.Contains(row.SourceId) && row.Start >= from && row.Start < to)
            .OrderBy(row => row.SourceId).ThenBy(row => row.Start)
            .ToList());

    public Task SettleAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) => Task.CompletedTask;
}
