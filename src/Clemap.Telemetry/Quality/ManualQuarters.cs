using System.Globalization;
using System.Text.Json;
using Clemap.Platform.Audit;
using Clemap.Platform.Http;
using Clemap.Platform.Organisations;
using Clemap.Platform.Sites;
using Clemap.Telemetry.LiveFeed;
using Clemap.Telemetry.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;

namespace Clemap.Telemetry.Quality;

/// <summary>Enters and withdraws values of quarter hours. The same again changes nothing; each change is in the audit, a day and source an entry, with old and new value.</summary>
internal sealed class ManualQuarters(
    TelemetryDbContext database, IOrganisationContext organisation, ISiteDirectory sites, IAuditWriter audit, TimeProvider time)
{
    public async Task<IResult> EnterAsync(Guid siteId, ManualQuarterFields fields, CancellationToken cancellationToken)
    {
        if (await sites.FindAsync(siteId, cancellationToken) is not { } site || fields.SourceId is not { } source || !SiteSources.Of(site).Contains(source))
            return Problems.NotFound();
        if (ManualQuarterRules.Check(fields, time.GetUtcNow()) is { Count: > 0 } broken)
            return Problems.Invalid(broken);

        var wanted = fields.Values!.ToDictionary(value => value.Start!.Value.ToUniversalTime());
        await ChangeAsync(site, source, AuditAction.QuarterHoursEntered, wanted.Keys.Min(), wanted.Keys.Max() + ManualQuarterRules.Width, fields.Reason!.Trim(), rows =>
        {
            foreach (var (at, value) in wanted)
            {
                if (!rows.TryGetValue(at, out var row))
                {
                    row = new() { OrganisationId = organisation.OrganisationId!.Value, SourceId = source, At = at, ImportWh = -1, ExportWh = 0, Reason = "", MadeBy = null, MadeAt = default };
                    database.ManualQuarters.Add(row);
                }

                var (importWh, exportWh) = (value.ImportWh!.Value, value.ExportWh ?? 0);
                if (row.ImportWh == importWh && row.ExportWh == exportWh && row.Reason == fields.Reason!.Trim())
                    continue;
                (row.ImportWh, row.ExportWh, row.Reason) = (importWh, exportWh, fields.Reason!.Trim());
                (row.MadeBy, row.MadeAt) = (organisation.ActorId, time.GetUtcNow());
            }
        }, cancellationToken);
        return TypedResults.NoContent();
    }

    /// <summary>What was measured counts again in [from, to).</summary>
    public async Task<IResult> WithdrawAsync(Guid siteId, Guid sourceId, string? from, string? to, CancellationToken cancellationToken)
    {
        if (await sites.FindAsync(siteId, cancellationToken) is not { } site || !SiteSources.Of(site).Contains(sourceId))
            return Problems.NotFound();
        var (span, problem) = Readings.TimeSpanQuery.Parse(from, to, ManualQuarterRules.Width * ManualQuarterRules.MostValues);
        if (span is null)
            return problem!;
        await ChangeAsync(
            site, sourceId, AuditAction.QuarterHoursWithdrawn, span.From, span.To, null, rows => database.ManualQuarters.RemoveRange(rows.Values), cancellationToken);
        return TypedResults.NoContent();
    }

    private async Task ChangeAsync(
        SiteDetail site, Guid source, string action, DateTimeOffset from, DateTimeOffset to, string? reason,
        Action<Dictionary<DateTimeOffset, ManualQuarterRow>> change, CancellationToken cancellationToken)
    {
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        // Changes of one source follow one another, so that each tells the old value that it found.
        await database.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtextextended({source}::text, 1))", cancellationToken);
        var rows = await database.ManualQuarters
            .Where(row => row.SourceId == source && row.At >= from && row.At < to).OrderBy(row => row.At).ToDictionaryAsync(row => row.At, cancellationToken);
        change(rows);
        var changed = database.ChangeTracker.Entries<ManualQuarterRow>().Where(entry => entry.State is not EntityState.Unchanged)
            .Select(entry => (
                entry.Entity.At,
                Before: entry.State is EntityState.Added ? null : Told(entry.Property(row => row.ImportWh).OriginalValue, entry.Property(row => row.ExportWh).OriginalValue),
                After: entry.State is EntityState.Deleted ? null : Told(entry.Entity.ImportWh, entry.Entity.ExportWh)))
            .OrderBy(entry => entry.At).ToList();
        await database.SaveChangesAsync(cancellationToken);
        // Before the commit: there is never a value without its entry.
        foreach (var day in changed.GroupBy(entry => DateOnly.FromDateTime(entry.At.UtcDateTime)))
        {
            await audit.RecordAsync(
                action, site.Id, Entry(day.Where(entry => entry.Before is not null).Select(entry => (entry.At, entry.Before!))),
                Entry(day.Where(entry => entry.After is not null).Select(entry => (entry.At, entry.After!))), cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);

        string? Entry(IEnumerable<(DateTimeOffset At, string Value)> values)
        {
            var told = string.Join(", ", values.Select(value => string.Create(CultureInfo.InvariantCulture, $"{value.At.UtcDateTime:yyyy-MM-dd'T'HH:mm'Z'} {value.Value}")));
            if (told.Length == 0)
                return null;
            var entry = new Dictionary<string, string> { ["source"] = SiteSources.NameOf(site, source) ?? source.ToString(), ["quarterHours"] = told };
            if (reason is not null)
                entry["reason"] = reason;
            return JsonSerializer.Serialize(entry, TelemetryJson.Default.DictionaryStringString);
        }
    }

    private static string Told(long importWh, long exportWh) => string.Create(CultureInfo.InvariantCulture, $"{importWh}/{exportWh} Wh");
}

/// <summary>Body of <c>PUT …/manual-quarter-hours</c>.</summary>
/// <param name="Reason">Why a person knows it better; one line.</param>
internal sealed record ManualQuarterFields(Guid? SourceId = null, string? Reason = null, IReadOnlyList<ManualQuarterValue>? Values = null);

/// <param name="Start">Of a quarter hour that is over.</param>
/// <param name="ImportWh">Energy taken, Wh.</param>
/// <param name="ExportWh">Energy given back, Wh; none if left out.</param>
internal sealed record ManualQuarterValue(DateTimeOffset? Start = null, long? ImportWh = null, long? ExportWh = null);
