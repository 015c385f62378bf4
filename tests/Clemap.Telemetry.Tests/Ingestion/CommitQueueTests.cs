using Clemap.Contracts.Telemetry;
using Clemap.Platform.Organisations;
using Clemap.Telemetry.Ingestion;
using Clemap.Telemetry.LiveFeed;
using Clemap.Telemetry.Rollups;
using Clemap.Telemetry.Storage;
using Clemap.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Clemap.Telemetry.Tests.Ingestion;

public sealed class CommitQueueTests(TelemetryHost host)
{
    private static readonly DateTimeOffset Start = TelemetryHost.Now.AddHours(-3);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Many_requests_of_many_organisations_are_committed_together_and_each_is_counted_by_itself()
    {
        var sites = Enumerable.Range(0, 12).Select(_ => host.NewSite()).ToList();
        var queue = host.Services.GetRequiredService<CommitQueue>();

        // Each part of an hour comes twice, in parallel.
        var sent = sites.SelectMany(site => Enumerable.Range(0, 20).Select(part => (site, part % 10))).ToArray();
        new Random(1).Shuffle(sent);
        var stored = await Task.WhenAll(sent.Select(async one =>
            (one.site, (await queue.StoreAsync(one.site.OrganisationId, [.. Part(one.site, one.Item2)])).Accepted)));

        foreach (var site in sites)
        {
            stored.Where(one => one.site == site).Sum(one => one.Accepted).ShouldBe(360);
            (await host.QueryAsync(site.OrganisationId, "select count(*) from telemetry.reading"))[0][0].ShouldBe(360L);
        }

        (await TransactionsAsync(sites)).ShouldBeLessThan(sent.Length / 4);
    }

    [Fact]
    public async Task What_was_just_measured_is_not_held_up_by_the_history_of_others()
    {
        var (site, other) = (host.NewSite(), host.NewSite());
        var queue = host.Services.GetRequiredService<CommitQueue>();
        var history = Task.WhenAll(Enumerable.Range(0, 60).Select(part => queue.StoreAsync(
            other.OrganisationId, [.. Sample.Span(other.Sources[0], Start.AddDays(-1).AddSeconds(part * 10_000), Start.AddDays(-1).AddSeconds((part + 1) * 10_000))])));

        var live = queue.StoreAsync(site.OrganisationId, [.. Part(site, 0)]);

        (await Task.WhenAny(live, history)).ShouldBe(live);
        (await live).Accepted.ShouldBe(36);
        (await history).Sum(stored => stored.Accepted).ShouldBe(60_000);
    }

    [Fact]
    public async Task Who_waits_in_a_circle_is_stored_when_the_other_is_through()
    {
        // The database ends whichever wait it looks at first; the one of ours is what is to be seen.
        while (!await IsEndedInsteadOfTheOtherAsync(host.NewSite()))
        {
        }
    }

    private async Task<bool> IsEndedInsteadOfTheOtherAsync(TestSite site)
    {
        var (first, second) = (Sample.At(site.Sources[0], Start), Sample.At(site.Sources[0], Start.AddSeconds(10)));
        await using var other = await host.Services.GetRequiredService<IngestDatabase>().OpenAsync(Stop);
        await ExecuteAsync(other, $"begin; set local app.organisation_ids = '{site.OrganisationId}'; {Insert(site, second)}");

        var stored = host.Services.GetRequiredService<CommitQueue>().StoreAsync(site.OrganisationId, [first, second]);
        await WaitedForAsync(other);
        var isOther = false;
        try
        {
            // It waits for the other one here, which waits for it in turn.
            await ExecuteAsync(other, $"{Insert(site, first)}; commit");
        }
        catch (PostgresException ended) when (ended.SqlState == PostgresErrorCodes.DeadlockDetected)
        {
            isOther = true;
        }

        (await stored).Accepted.ShouldBe(isOther ? 2 : 0, "rows are the other's, unless it was ended");
        (await host.QueryAsync(site.OrganisationId, "select count(*) from telemetry.reading"))[0][0].ShouldBe(2L);
        return !isOther;
    }

    [Fact]
    public async Task Who_makes_partitions_waits_in_no_circle_for_a_reader_of_minutes_and_rows()
    {
        var site = host.NewSite();
        await using var reader = await DatabaseFixture.OpenAsync(host.Connections.Migrator, Stop);
        await ExecuteAsync(reader, "begin; lock table telemetry.reading_default in access share mode");

        // A month that no other test has: its partition of minutes is made, then that of the day waits for the reader.
        var stored = host.Services.GetRequiredService<CommitQueue>().StoreAsync(site.OrganisationId, [Sample.At(site.Sources[0], new(2012, 3, 4, 5, 6, 0, TimeSpan.Zero))]);
        await WaitedForAsync(reader);
        await ExecuteAsync(reader, "lock table telemetry.reading_minute_default in access share mode; commit");

        (await stored).Accepted.ShouldBe(1);
    }

    private async Task WaitedForAsync(NpgsqlConnection other)
    {
        while ((await host.QueryAsync(Guid.Empty, $"select from pg_locks where not granted and {other.ProcessID} = any(pg_blocking_pids(pid))")).Count == 0)
            await Task.Delay(10, Stop);
    }

    private static string Insert(TestSite site, Reading row) =>
        $"insert into telemetry.reading (organisation_id, source_id, at) values ('{site.OrganisationId}', '{row.SourceId}', '{row.At:O}') on conflict do nothing";

    [Fact]
    public async Task A_row_that_the_database_refuses_is_named_and_spoils_neither_its_batch_nor_its_neighbours()
    {
        var (site, other) = (host.NewSite(), host.NewSite());
        await using var migrator = await DatabaseFixture.OpenAsync(host.Connections.Migrator, Stop);
        await ExecuteAsync(migrator, $"alter table telemetry.reading add constraint spoilt check (source_id <> '{site.Sources[1]}' or import_wh is distinct from 4242) not valid");
        try
        {
            var rows = Part(site, 0).ToList();
            rows.Insert(7, new Reading { SourceId = site.Sources[1], At = Start, ImportWh = 4242 });

            var both = await Task.WhenAll(site.SendAsync(rows), other.SendAsync(Part(other, 0)));

            both[0].Rejected.ShouldBe([new RejectedRow(7, "refused")]);
            both[0].Accepted.ShouldBe(36);
            both[0].Duplicates.ShouldBe(0);
            both[1].Accepted.ShouldBe(36);
        }
        finally
        {
            await ExecuteAsync(migrator, "alter table telemetry.reading drop constraint spoilt");
        }
    }

    [Fact]
    public async Task A_quarter_hour_that_lasts_is_marked_once_and_one_that_is_over_by_each_late_row()
    {
        var site = host.NewSite();
        var queue = host.Services.GetRequiredService<CommitQueue>();
        await queue.StoreAsync(site.OrganisationId, [Sample.At(site.Sources[1], Start)]);
        // Once more should a quarter hour end just now.
        for (var attempt = 0; attempt < 2; attempt++)
        {
            var current = await CurrentAsync(site);
            foreach (var step in Enumerable.Range(1, 5))
            {
                var at = current.AddSeconds((10 * step) + (100 * attempt));
                await queue.StoreAsync(site.OrganisationId, [Sample.At(site.Sources[0], at), Sample.At(site.Sources[0], at.AddHours(-1))]);
            }

            if (await CurrentAsync(site) != current)
                continue;
            (await MarksAsync(site, current)).ShouldBe(1);
            (await MarksAsync(site, current.AddHours(-1))).ShouldBe(5);
            await SettleAsync(site, current);
            (await MarksAsync(site, current)).ShouldBe(1, "it is put back");
            (await MarksAsync(site, current.AddHours(-1))).ShouldBe(0);
            return;
        }
    }

    [Fact]
    public async Task The_newest_is_found_although_its_pointer_moves_once_a_minute()
    {
        var site = host.NewSite();
        foreach (var step in Enumerable.Range(0, 4))
            (await site.SendAsync([Sample.At(site.Sources[0], Start.AddSeconds(10 * step))])).Accepted.ShouldBe(1);

        (await PointerAsync(site)).ShouldBe(Start);
        var live = host.Services.GetRequiredService<ILiveFeed>();
        (await live.LatestAsync(site.OrganisationId, SiteReach.Whole, site.SiteId, Stop))[site.Sources[0]].At.ShouldBe(Start.AddSeconds(30));
        await site.SendAsync([Sample.At(site.Sources[0], Start.AddSeconds(60))]);
        (await PointerAsync(site)).ShouldBe(Start.AddSeconds(60));
        await site.SendAsync([Sample.At(site.Sources[0], Start.AddSeconds(-60))]);
        (await live.LatestAsync(site.OrganisationId, SiteReach.Whole, site.SiteId, Stop))[site.Sources[0]].At.ShouldBe(Start.AddSeconds(60));
    }

    private async Task<DateTimeOffset> PointerAsync(TestSite site) =>
        new((DateTime)(await host.QueryAsync(site.OrganisationId, $"select at from telemetry.latest where source_id = '{site.Sources[0]}'"))[0][0]!);

    private async Task<DateTimeOffset> CurrentAsync(TestSite site) =>
        new((DateTime)(await host.QueryAsync(site.OrganisationId, "select date_bin('15 minutes', now(), 'epoch')"))[0][0]!);

    private async Task<long> MarksAsync(TestSite site, DateTimeOffset bucket) =>
        (long)(await host.QueryAsync(site.OrganisationId, $"select count(*) from telemetry.dirty_bucket where bucket = '{bucket:O}'"))[0][0]!;

    private async Task SettleAsync(TestSite site, DateTimeOffset current)
    {
        await using var scope = host.Services.CreateOrganisationScope(site.OrganisationId);
        await scope.ServiceProvider.GetRequiredService<IQuarterHours>().SettleAsync(current.AddHours(-1), current.AddHours(1), Stop);
    }

    private static IEnumerable<Reading> Part(TestSite site, int part) =>
        Sample.Span(site.Sources[0], Start.AddMinutes(6 * part), Start.AddMinutes(6 * (part + 1)));

    private async Task<int> TransactionsAsync(List<TestSite> sites)
    {
        var transactions = new HashSet<object>();
        foreach (var site in sites)
            transactions.UnionWith((await host.QueryAsync(site.OrganisationId, "select distinct xmin::text from telemetry.reading")).Select(row => row[0]!));
        return transactions.Count;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Stop);
    }
}
