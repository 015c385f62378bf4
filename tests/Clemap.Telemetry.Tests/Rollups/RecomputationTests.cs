using Clemap.Contracts.Telemetry;
using Clemap.Telemetry.Rollups;

namespace Clemap.Telemetry.Tests.Rollups;

/// <summary>Random meters that are exchanged, roll over, glitch and fall silent; their rows arrive shuffled, doubled and in batches of any size.</summary>
public sealed class RecomputationTests(TelemetryHost host)
{
    private static readonly DateTimeOffset Start = new(2026, 10, 5, 22, 0, 0, TimeSpan.Zero);

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 12)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Rollups_equal_a_plain_recomputation_in_whatever_order_rows_arrive(int seed)
    {
        var random = new Random(seed);
        var site = host.NewSite(Guid.CreateVersion7());
        var rows = Series(random, site.Sources[0]);
        var sent = rows.Concat(rows.Where(_ => random.Next(10) == 0)).ToArray();
        if (seed % 3 != 0)
            random.Shuffle(sent);
        for (var index = 0; index < sent.Length;)
        {
            var size = random.Next(1, 900);
            await site.SendAsync(sent.Skip(index).Take(size));
            index += size;
            if (random.Next(3) > 0)
                await site.SettleAsync(rows[0].At, rows[^1].At);
        }

        var expected = new PlainRecomputation(rows).Quarters();
        var actual = await site.QuartersAsync(expected[0].Start, expected[^1].Start.AddMinutes(15));

        actual.ShouldBe(expected);
        var before = await VersionsAsync(site);
        await site.MarkAsync(site.Sources[0], [.. expected.Select(quarter => quarter.Start)]);
        await site.SettleAsync(rows[0].At, rows[^1].At);
        (await VersionsAsync(site)).ShouldBe(before);
    }

    [Theory]
    [InlineData(1)]
    public async Task Gaps_of_days_between_quarter_hours_that_are_rolled_up_in_any_order_are_reckoned_whole(int seed)
    {
        var random = new Random(seed);
        var site = host.NewSite(Guid.CreateVersion7());
        var rows = Sparse(random, site.Sources[0]);
        var sent = rows.ToArray();
        random.Shuffle(sent);
        foreach (var batch in sent.Chunk(700))
            await site.SendAsync(batch);

        var expected = new PlainRecomputation(rows).Quarters();
        var actual = await site.QuartersAsync(expected[0].Start, expected[^1].Start.AddMinutes(15));

        // More than two turns of a drain, so that the first and the second leave marks of gaps they touch to the next.
        sent.Length.ShouldBeGreaterThan(2_000);
        expected.Except(actual).ShouldBeEmpty();
        actual.Count.ShouldBe(expected.Count);
    }

    // One row in a quarter hour, then a gap of any length up to days; often without a register.
    private static Reading[] Sparse(Random random, Guid source)
    {
        var rows = new List<Reading>();
        var (at, import) = (Start.AddDays(-250), 0L);
        while (rows.Count < 2_400)
        {
            rows.Add(new() { SourceId = source, At = at, ImportWh = random.Next(3) == 0 ? null : import, ActiveL1W = random.Next(9_000) });
            at += random.Next(60) == 0 ? TimeSpan.FromMinutes(15 * random.Next(8, 150)) : TimeSpan.FromMinutes(15);
            import += random.Next(900);
        }

        return [.. rows];
    }

    [Fact]
    public void The_series_hold_every_quality_and_every_kind_of_jump()
    {
        var all = Enumerable.Range(1, 12).Select(seed => Series(new Random(seed), Guid.Empty)).ToList();
        foreach (var quality in new[] { EnergyQuality.Measured, EnergyQuality.Estimated, EnergyQuality.Missing })
            all.Sum(rows => new PlainRecomputation(rows).Quarters().Count(quarter => quarter.Quality == quality)).ShouldBeGreaterThan(50);
        all.ShouldContain(rows => rows.Zip(rows.Skip(1)).Any(pair => pair.First.ImportWh > 99_000_000 && pair.Second.ImportWh < 100_000));
        all.ShouldContain(rows => rows.Any(row => row.ImportWh == 0));
        all.ShouldContain(rows => rows.Any(row => row.ExportWh == null) && rows.Any(row => row.ExportWh != null));
    }

    private static Reading[] Series(Random random, Guid source)
    {
        var rows = new List<Reading>();
        var (at, import, export) = (Start, random.Next(4) == 0 ? 99_999_000L - random.Next(3_000) : random.Next(50_000), (long?)random.Next(10_000));
        if (random.Next(3) == 0)
            export = null;
        var hasPower = random.Next(5) > 0;
        var calm = random.Next(1, 20);
        while (rows.Count < 1_400)
        {
            var powerW = random.Next(0, 25_000);
            for (var left = random.Next(1, 60 * calm); left > 0; left--)
            {
                var row = new Reading
                {
                    SourceId = source,
                    At = at,
                    VoltageL1V = 228 + random.Next(8),
                    CurrentL1A = random.Next(60),
                    ActiveL1W = hasPower ? powerW : null,
                    ActiveL2W = hasPower && powerW % 2 == 0 ? 500 : null,
                    ImportWh = random.Next(40 * calm) == 0 ? null : Glitch(random, calm, import),
                    ExportWh = random.Next(40 * calm) == 0 ? null : export is { } value ? Glitch(random, calm, value) : null,
                };
                rows.Add(row);
                at += TimeSpan.FromSeconds(10);
                import += random.Next((powerW / 360) + 2);
                export += random.Next(3);
                if (import >= 100_000_000)
                    import -= 100_000_000;
            }

            at += TimeSpan.FromSeconds(10) * (random.Next(6) switch { 0 => random.Next(1, 6), 1 => random.Next(90, 2_000), 2 => random.Next(5, 200), _ => 0 });
            if (random.Next(14) == 0)
                at += TimeSpan.FromHours(random.Next(1, 60));
            import += random.Next(8) == 0 ? random.Next(0, 9_000) : 0;
            if (random.Next(9) == 0)
                (import, export) = (random.Next(2) * random.Next(2_000), export is null ? null : random.Next(50));
        }

        return [.. rows];
    }

    private static long Glitch(Random random, int calm, long register) => random.Next(300 * calm) switch
    {
        0 => 0,
        1 => register + random.Next(5_000_000),
        2 => Math.Max(0, register - random.Next(700)),
        _ => register,
    };

    private async Task<List<string>> VersionsAsync(TestSite site) => (await host.QueryAsync(site.OrganisationId,
        """
        select 'm' || at || xmin from telemetry.reading_minute union all select 'q' || at || xmin from telemetry.reading_quarter order by 1
        """)).ConvertAll(row => (string)row[0]!);
}
