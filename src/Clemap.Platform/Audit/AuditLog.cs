using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Clemap.Platform.Database;
using Microsoft.EntityFrameworkCore;

namespace Clemap.Platform.Audit;

internal sealed class AuditLog(PlatformContext database, AuditNames names, RequestOrigin origin) : IAudit
{
    private const int PageSize = 50;
    private const int ExportSize = 500;

    public async Task<AuditPage> FindAsync(AuditFilter filter, CancellationToken cancellationToken)
    {
        var rows = await (await FittingAsync(filter, cancellationToken)).Take(PageSize + 1).ToListAsync(cancellationToken);
        var shown = await NamedAsync([.. rows.Take(PageSize)], cancellationToken);
        return new(shown, rows.Count > PageSize ? shown[^1].Id : null);
    }

    public async IAsyncEnumerable<AuditView> ExportAsync(AuditFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var fitting = await FittingAsync(filter, cancellationToken);
        Guid? last = null;
        while (true)
        {
            var rows = await (last is { } before ? fitting.Where(row => row.Id.CompareTo(before) < 0) : fitting).Take(ExportSize).ToListAsync(cancellationToken);
            foreach (var entry in await NamedAsync(rows, cancellationToken))
                yield return entry;
            if (rows.Count < ExportSize)
                yield break;
            last = rows[^1].Id;
        }
    }

    // Ids are version 7: their order is the order of time, and they are the key.
    private async Task<IQueryable<AuditEntry>> FittingAsync(AuditFilter filter, CancellationToken cancellationToken)
    {
        IQueryable<AuditEntry> rows = database.Audit.AsNoTracking();
        if (!string.IsNullOrWhiteSpace(filter.Who))
        {
            var actors = await names.MeaningAsync(filter.Who.Trim(), cancellationToken);
            rows = rows.Where(row => row.ActorId != null && actors.Contains(row.ActorId.Value));
        }

        if (!string.IsNullOrWhiteSpace(filter.What))
        {
            var subjects = await names.MeaningAsync(filter.What.Trim(), cancellationToken);
            rows = rows.Where(row => subjects.Contains(row.SubjectId));
        }

        if (!string.IsNullOrEmpty(filter.Action))
            rows = rows.Where(row => row.Action == filter.Action);
        if (filter.From is { } from)
            rows = rows.Where(row => row.At >= from.ToUniversalTime());
        if (filter.To is { } to)
            rows = rows.Where(row => row.At < to.ToUniversalTime());
        if (filter.Before is { } before)
            rows = rows.Where(row => row.Id.CompareTo(before) < 0);
        return rows.OrderByDescending(row => row.Id);
    }

    private async Task<IReadOnlyList<AuditView>> NamedAsync(List<AuditEntry> rows, CancellationToken cancellationToken)
    {
        var known = await names.OfAsync([.. rows.Select(row => row.SubjectId).Concat(rows.Where(row => row.ActorId is not null).Select(row => row.ActorId!.Value)).Distinct()], cancellationToken);
        return rows.ConvertAll(row => new AuditView(
            row.Id, row.At, row.ActorId, row.ActorId is { } actor ? known.GetValueOrDefault(actor) : null, row.Action, row.SubjectId,
            known.GetValueOrDefault(row.SubjectId), Shown(row.Before), Shown(row.After), row.Origin, row.BySupport));
    }

    // People are never part of what support is let in for: the addresses of those who were invited are not shown to it.
    private string? Shown(string? told)
    {
        if (!origin.BySupport || told is null || JsonNode.Parse(told) is not JsonObject values || !values.Remove("email"))
            return told;
        return values.ToJsonString();
    }
}
