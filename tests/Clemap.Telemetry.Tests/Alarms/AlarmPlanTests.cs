using System.Text.RegularExpressions;
using Clemap.Telemetry.Alarms;
using Clemap.Telemetry.Storage;
using Clemap.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using NpgsqlTypes;

namespace Clemap.Telemetry.Tests.Alarms;

/// <summary>A look at the newest minutes costs as much with a year of days kept as with one.</summary>
public sealed partial class AlarmPlanTests(TelemetryHost host)
{
    private static readonly DateTime Now = AlarmSite.T0.UtcDateTime;
    private static readonly Guid[] Ids = [Guid.CreateVersion7()];

    public static TheoryData<string> Looks { get; } = [nameof(AlarmSql.Fuses), nameof(AlarmSql.Stations), nameof(AlarmSql.Missing)];

    [Theory]
    [MemberData(nameof(Looks))]
    public async Task Days_behind_those_that_it_looks_at_are_not_planned_for(string look)
    {
        var today = DateOnly.FromDateTime(Now);
        await host.Services.GetRequiredService<Partitions>().EnsureAsync(Enumerable.Range(-4, 9).Select(today.AddDays), TestContext.Current.CancellationToken);
        var plan = await ExplainAsync(look switch
        {
            nameof(AlarmSql.Fuses) => (AlarmSql.Fuses, [Ids, Ids, new[] { 40.0 }, 90.0, 80.0, Now, Now.AddMinutes(-4)]),
            nameof(AlarmSql.Stations) => (AlarmSql.Stations, [Ids, 1.0, Now, Now.AddMinutes(-4)]),
            _ => (AlarmSql.Missing, [Ids, Now.AddMinutes(-20), Now.AddMinutes(-5), 45, Now.AddMinutes(-20).AddDays(-1)]),
        });

        var days = Day().Matches(plan).Select(match => match.Value).Distinct().ToList();
        days.ShouldNotBeEmpty(plan);
        // Days ahead are a week at most; those behind are as many as are kept.
        days.Min(StringComparer.Ordinal).ShouldBeGreaterThanOrEqualTo(FormattableString.Invariant($"reading_{today.AddDays(-1):yyyyMMdd}"), plan);
        // Left out while the plan is made, and not each time it runs.
        plan.ShouldNotContain("Subplans Removed");
    }

    private async Task<string> ExplainAsync((string Sql, object[] Values) look)
    {
        await using var connection = await DatabaseFixture.OpenAsync(host.Connections.App, TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand("explain " + look.Sql, connection) { Parameters = { new() { Value = Guid.CreateVersion7() } } };
        foreach (var value in look.Values)
            command.Parameters.Add(value is DateTime ? new() { Value = value, NpgsqlDbType = NpgsqlDbType.TimestampTz } : new() { Value = value });
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        List<string> lines = [];
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
            lines.Add(reader.GetString(0));
        return string.Join('\n', lines);
    }

    [GeneratedRegex(@"reading_\d{8}\b")]
    private static partial Regex Day();
}
