using System.Diagnostics;
using Clemap.Telemetry.Storage;
using Clemap.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Clemap.Telemetry.Tests.Storage;

/// <summary>Alone, because dropping a partition needs the table to itself for a moment.</summary>
[Collection<Rollups.WorkerAlone>]
public sealed class RetentionTests(TelemetryHost host)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Old_partitions_go_and_the_others_and_the_default_stay()
    {
        var site = host.NewSite();
        var start = TelemetryHost.Now.AddDays(-390);
        await site.SendAsync(Sample.Span(site.Sources[0], start, start.AddMinutes(30)));
        await EnsureAsync(new(2020, 3, 5), new(2023, 3, 5), new(2024, 12, 31));

        (await host.Services.GetRequiredService<RetentionWorker>().DropAsync(Stop)).ShouldBeTrue();

        var left = await PartitionsAsync();
        left.ShouldNotContain("reading_20200305");
        left.ShouldNotContain("reading_20241231");
        left.ShouldNotContain("reading_minute_202003");
        left.ShouldContain("reading_minute_202412");
        left.ShouldContain($"reading_{start:yyyyMMdd}");
        left.ShouldContain("reading_default");
        left.ShouldContain("reading_minute_default");
        (await site.QuartersAsync(start, start.AddMinutes(15))).Single().ImportWh.ShouldBe(Sample.RegisterAt(start.AddMinutes(15)) - Sample.RegisterAt(start));
    }

    [Fact]
    public async Task A_table_in_use_is_left_for_the_next_time()
    {
        await EnsureAsync(new DateOnly(2021, 6, 1));
        var worker = host.Services.GetRequiredService<RetentionWorker>();
        await using (var reader = await DatabaseFixture.OpenAsync(host.Connections.App, Stop))
        {
            await using var transaction = await reader.BeginTransactionAsync(Stop);
            await using var read = new NpgsqlCommand("select count(*) from telemetry.reading", reader, transaction);
            await read.ExecuteScalarAsync(Stop);
            var watch = Stopwatch.StartNew();

            (await worker.DropAsync(Stop)).ShouldBeFalse();

            watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(10));
            (await PartitionsAsync()).ShouldContain("reading_20210601");
        }

        (await worker.DropAsync(Stop)).ShouldBeTrue();
        (await PartitionsAsync()).ShouldNotContain("reading_20210601");
    }

    [Theory]
    [InlineData("current_date - 401", "current_date - 500")]
    [InlineData("current_date - 500", "current_date - 401")]
    [InlineData("current_date + 1", "current_date - 500")]
    public async Task The_database_refuses_to_drop_what_is_younger(string rows, string minutes) =>
        (await Should.ThrowAsync<PostgresException>(() => host.QueryAsync(Guid.Empty, $"select telemetry.drop_oldest_partition({rows}, {minutes})")))
        .SqlState.ShouldBe("22023");

    [Theory]
    [InlineData(null, null, null)]
    [InlineData("433", "433", null)]
    [InlineData("401", null, "Clemap:Telemetry:RawDays")]
    [InlineData("900", null, "Clemap:Telemetry:MinuteDays")]
    [InlineData(null, "many", "Clemap:Telemetry:MinuteDays")]
    public void Settings_name_the_key_and_its_rule(string? raw, string? minutes, string? named)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Clemap:Telemetry:RawDays", raw), new("Clemap:Telemetry:MinuteDays", minutes)]).Build();
        if (named is null)
            RetentionSettings.From(configuration).RawDays.ShouldBe(raw is null ? 432 : 433);
        else
            Should.Throw<InvalidOperationException>(() => RetentionSettings.From(configuration)).Message.ShouldContain(named);
    }

    private async Task EnsureAsync(params DateOnly[] days)
    {
        await using var connection = await DatabaseFixture.OpenAsync(host.Connections.Ingest, Stop);
        foreach (var day in days)
        {
            await using var command = new NpgsqlCommand($"select telemetry.ensure_partition('{day:yyyy-MM-dd}')", connection);
            await command.ExecuteNonQueryAsync(Stop);
        }
    }

    private async Task<List<string>> PartitionsAsync() =>
        (await host.QueryAsync(Guid.Empty, "select relname::text from pg_class where relispartition and relkind = 'r'")).ConvertAll(row => (string)row[0]!);
}
