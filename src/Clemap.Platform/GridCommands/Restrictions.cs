using System.Globalization;
using Clemap.Platform.Database;
using CsvHelper;
using Microsoft.EntityFrameworkCore;

namespace Clemap.Platform.GridCommands;

internal sealed class Restrictions(PlatformContext database) : IRestrictions
{
    private const int UsualPage = 50;

    /// <summary>Of one file: decades of a site.</summary>
    private const int MostInAFile = 100_000;

    private static readonly string[] Header =
    [
        "began", "ended", "kind", "limit", "reason", "command_id", "charging_before_w", "charging_during_w", "import_before_w", "import_during_w", "contact_unknown",
    ];

    private static readonly CsvWriterOptions Plain = new() { Injection = CsvInjection.None };

    public async Task<RestrictionPage?> ListAsync(Guid siteId, RestrictionFilter filter, CancellationToken cancellationToken)
    {
        if (!await database.Sites.AnyAsync(site => site.Id == siteId, cancellationToken))
            return null;
        var size = filter.Limit ?? UsualPage;
        var found = await ReadAsync(siteId, filter, size + 1, cancellationToken);
        return new([.. found.Take(size)], found.Count > size ? found[size - 1].Id : null);
    }

    public async Task<byte[]?> CsvAsync(Guid siteId, RestrictionFilter filter, CancellationToken cancellationToken)
    {
        if (await database.Sites.Where(site => site.Id == siteId).Select(site => site.TimeZone).SingleOrDefaultAsync(cancellationToken) is not { } name)
            return null;
        var zone = TimeZoneInfo.FindSystemTimeZoneById(name);
        using var buffer = new MemoryStream();
        using (var csv = CsvWriter.Create(buffer, Plain, leaveOpen: true))
        {
            csv.WriteRecord(Header);
            foreach (var restriction in await ReadAsync(siteId, filter with { Before = null }, MostInAFile, cancellationToken))
                csv.WriteRecord(Cells(restriction, zone));
        }

        return buffer.ToArray();
    }

    private async Task<List<RestrictionView>> ReadAsync(Guid siteId, RestrictionFilter filter, int most, CancellationToken cancellationToken)
    {
        var rows = database.Restrictions.AsNoTracking().Where(row => row.SiteId == siteId);
        if (filter.From?.ToUniversalTime() is { } from)
            rows = rows.Where(row => row.EndedAt == null || row.EndedAt > from);
        if (filter.To?.ToUniversalTime() is { } to)
            rows = rows.Where(row => row.BeganAt < to);
        if (filter.Before is { } before)
            rows = rows.Where(row => row.Id.CompareTo(before) < 0);
        var found = await (
            from row in rows
            from target in database.GridTargets.Where(target => target.Id == row.TargetId).DefaultIfEmpty()
            from command in database.GridCommands.Where(command => command.Id == target!.CommandId).DefaultIfEmpty()
                // Devices make ids of version 7 when a restriction begins: their order is the order of time.
            orderby row.Id descending
            select new { Row = row, Command = command }).Take(most).ToListAsync(cancellationToken);
        return found.ConvertAll(one => new RestrictionView(
            one.Row.Id, one.Row.Kind, one.Command?.Id, one.Command?.Reason, one.Row.BeganAt, one.Row.EndedAt,
            new(one.Row.ChargingBeforeW, one.Row.ChargingDuringW, one.Row.ImportBeforeW, one.Row.ImportDuringW), one.Row.IsContactUnknown,
            one.Command?.LimitA, one.Command?.LimitW, one.Command?.LimitPercent is 0 ? null : one.Command?.LimitPercent, one.Command?.LimitPercent is 0, one.Command?.UntilAt));
    }

    private static string[] Cells(RestrictionView restriction, TimeZoneInfo zone) =>
    [
        Local(restriction.BeganAt, zone), restriction.EndedAt is { } ended ? Local(ended, zone) : "", restriction.Kind, Limit(restriction), Safe(restriction.Reason),
        restriction.CommandId?.ToString() ?? "", Watt(restriction.Effect.ChargingBeforeW), Watt(restriction.Effect.ChargingDuringW),
        Watt(restriction.Effect.ImportBeforeW), Watt(restriction.Effect.ImportDuringW), restriction.IsContactUnknown ? "true" : "",
    ];

    private static string Limit(RestrictionView restriction) => restriction switch
    {
        { LimitA: { } perPhaseA } => string.Create(CultureInfo.InvariantCulture, $"{perPhaseA} A"),
        { LimitW: { } totalW } => string.Create(CultureInfo.InvariantCulture, $"{totalW} W"),
        { LimitPercent: { } percent } => string.Create(CultureInfo.InvariantCulture, $"{percent} %"),
        { Lock: true } => "lock",
        _ => "",
    };

    // A reason comes from people: one that begins like a formula gets an apostrophe in front, so that no spreadsheet runs it. A power may well begin with a minus.
    private static string Safe(string? reason) => reason is [('=' or '+' or '-' or '@' or '\t' or '\r'), ..] ? $"'{reason}" : reason ?? "";

    private static string Local(DateTimeOffset at, TimeZoneInfo zone) => TimeZoneInfo.ConvertTime(at, zone).ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);

    private static string Watt(double? powerW) => powerW?.ToString("0", CultureInfo.InvariantCulture) ?? "";
}
