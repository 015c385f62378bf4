using Clemap.Contracts.Telemetry;
using Clemap.Platform.Organisations;
using Clemap.Telemetry.Rollups;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Clemap.Testing.Faults;

/// <summary>Holds what is stored against what was sent.</summary>
public sealed class FaultCheck(FaultServer server, FaultFleet fleet)
{
    private const int MostExamples = 3;
    private static readonly TimeSpan Quarter = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan LongestRollup = TimeSpan.FromSeconds(60);

    /// <summary>Of rows that were sent and acknowledged, over all checks.</summary>
    public long Lost { get; private set; }

    /// <summary>Rows that are there more than once, over all checks.</summary>
    public long Doubled { get; private set; }

    /// <summary>Looks at the quarter hours that were touched since the last check, and counts all rows. All that was sent must be acknowledged.</summary>
    /// <returns>What is wrong, one sentence each; empty when all is well.</returns>
    public async Task<IReadOnlyList<string>> RunAsync(CancellationToken cancellationToken)
    {
        var problems = fleet.Devices.SelectMany(device => device.Counts.Wrong).Take(MostExamples).ToList();
        await using var look = await server.LookAsync(cancellationToken);
        await CountAsync(look, problems, cancellationToken);
        await WorkedOffAsync(look, cancellationToken);
        foreach (var device in fleet.Devices)
        {
            var touched = device.TakeTouched();
            if (touched.Count == 0)
                continue;
            await SettleAsync(device.OrganisationId, touched, cancellationToken);
            await RowsAsync(look, device, touched, problems, cancellationToken);
            await RollupsAsync(look, device, touched, problems, cancellationToken);
        }

        return problems;
    }

    private async Task CountAsync(NpgsqlConnection look, List<string> problems, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("select (select count(*) from telemetry.reading), (select count(*) from telemetry.reading_default)", look);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        if (reader.GetInt64(0) is var stored && stored != fleet.RowsSent)
            problems.Add($"{stored} rows are stored, but {fleet.RowsSent} were sent.");
        if (reader.GetInt64(1) is var stray and > 0)
            problems.Add($"{stray} rows lie in the default partition.");
        if (fleet.Devices.Sum(device => device.Counts.Accepted) is var told && told > stored)
            problems.Add($"{told} rows were told to be new, but {stored} are stored: some were told so twice.");
    }

    /// <summary>The server itself, for quarter hours that are over.</summary>
    private static async Task WorkedOffAsync(NpgsqlConnection look, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(LongestRollup);
        await using var waiting = new NpgsqlCommand("select count(*) from telemetry.dirty_bucket where bucket < now() - interval '18 minutes'", look);
        while ((long)(await waiting.ExecuteScalarAsync(patience.Token))! > 0)
            await Task.Delay(100, patience.Token);
    }

    private async Task SettleAsync(Guid organisationId, IReadOnlyList<(Guid Source, DateTimeOffset Start)> touched, CancellationToken cancellationToken)
    {
        await using var scope = (await server.ServicesAsync(cancellationToken)).CreateOrganisationScope(organisationId);
        await scope.ServiceProvider.GetRequiredService<IQuarterHours>().SettleAsync(touched.Min(one => one.Start), touched.Max(one => one.Start) + Quarter, cancellationToken);
    }

    private async Task RowsAsync(
        NpgsqlConnection look, FaultDevice device, IReadOnlyList<(Guid Source, DateTimeOffset Start)> touched, List<string> problems, CancellationToken cancellationToken)
    {
        var stored = new Dictionary<(Guid, DateTimeOffset), Reading>();
        await using (var command = FaultQueries.Rows(look, device.OrganisationId, touched))
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                var row = FaultQueries.Row(reader);
                if (!stored.TryAdd((row.SourceId, row.At), row))
                    Doubled++;
            }
        }

        var places = touched.ToHashSet();
        var sent = device.Rows.Where(row => places.Contains((row.Key.Source, FaultDevice.QuarterOf(row.Key.At)))).ToList();
        var lost = sent.Where(row => !stored.ContainsKey(row.Key)).ToList();
        Lost += lost.Count;
        Tell(problems, "rows were acknowledged, but are not stored", lost.ConvertAll(row => row.Key.ToString()));
        Tell(problems, "rows are stored with other values", sent.FindAll(row => stored.TryGetValue(row.Key, out var there) && there != row.Value).ConvertAll(row => $"{row.Value} / {stored[row.Key]}"));
        if (stored.Count > sent.Count - lost.Count)
            problems.Add($"{stored.Count - sent.Count + lost.Count} rows are stored that nobody sent.");
        if (Doubled > 0)
            problems.Add($"{Doubled} rows are stored more than once.");
    }

    private static async Task RollupsAsync(
        NpgsqlConnection look, FaultDevice device, IReadOnlyList<(Guid Source, DateTimeOffset Start)> touched, List<string> problems, CancellationToken cancellationToken)
    {
        // A late row changes what is interpolated beside it. Quarter hours without a row are left out.
        var around = touched.SelectMany(one => Enumerable.Range(-4, 9).Select(step => (one.Source, one.Start + (step * Quarter)))).Distinct().ToList();
        var minutes = await FaultQueries.RolledUpAsync(look, "reading_minute", "null::smallint", device.OrganisationId, touched, cancellationToken);
        var quarters = await FaultQueries.RolledUpAsync(look, "reading_quarter", "quality", device.OrganisationId, around, cancellationToken);
        foreach (var source in device.SourceIds)
        {
            var reference = new RollupReference(device.Rows.Where(row => row.Key.Source == source).Select(row => row.Value));
            Compare("minutes", touched.Where(one => one.Source == source).SelectMany(one => reference.Minutes(one.Start)), minutes[source], problems);
            Compare("quarter hours", around.Where(one => one.Source == source).Select(one => reference.QuarterOf(one.Item2)).OfType<RolledUp>(), quarters[source].Where(row => row.Readings > 0), problems);
        }
    }

    private static void Compare(string what, IEnumerable<RolledUp> expected, IEnumerable<RolledUp> found, List<string> problems)
    {
        var right = expected.ToDictionary(row => row.Start);
        var there = found.ToDictionary(row => row.Start);
        Tell(problems, $"{what} are missing", [.. right.Keys.Except(there.Keys).Select(start => right[start].ToString())]);
        Tell(problems, $"{what} are too many", [.. there.Keys.Except(right.Keys).Select(start => there[start].ToString())]);
        Tell(problems, $"{what} are not what the rows give", [.. right.Values.Where(row => there.TryGetValue(row.Start, out var other) && !row.IsStoredAs(other)).Select(row => $"{row} / {there[row.Start]}")]);
    }

    private static void Tell(List<string> problems, string what, List<string> examples)
    {
        if (examples.Count > 0)
            problems.Add($"{examples.Count} {what}, for example {string.Join("; ", examples.Take(MostExamples))}.");
    }
}
