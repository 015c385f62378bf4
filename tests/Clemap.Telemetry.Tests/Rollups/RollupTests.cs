using Clemap.Telemetry.Rollups;

namespace Clemap.Telemetry.Tests.Rollups;

public sealed class RollupTests(TelemetryHost host)
{
    private static readonly DateTimeOffset Start = new(2026, 11, 10, 6, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Quarter_hours_add_up_to_the_difference_of_the_registers()
    {
        var site = host.NewSite();
        await site.SendAsync(Sample.Span(site.Sources[0], Start, Start.AddHours(6).AddSeconds(10)));

        var quarters = await site.QuartersAsync(Start, Start.AddHours(6));

        quarters.Count.ShouldBe(24);
        quarters.ShouldAllBe(quarter => quarter.Quality == EnergyQuality.Measured && quarter.Readings == 90);
        quarters.Sum(quarter => quarter.ImportWh).ShouldBe(Sample.RegisterAt(Start.AddHours(6)) - Sample.RegisterAt(Start));
    }

    [Fact]
    public async Task Rows_minutes_and_quarter_hours_tell_the_same()
    {
        var site = host.NewSite();
        await site.SendAsync(Sample.Span(site.Sources[0], Start, Start.AddHours(2)));
        await site.SettleAsync(Start, Start.AddHours(2));

        var wrongQuarters = await host.QueryAsync(site.OrganisationId,
            """
            select q.at from telemetry.reading_quarter q join (
                select source_id, date_bin('15 minutes', at, 'epoch') quarter, sum(readings) n, min(current_l1min) low, max(current_l1max) high,
                    sum(active_avg::float8 * readings) / sum(readings) power, count(*) minutes
                from telemetry.reading_minute group by 1, 2) m on m.source_id = q.source_id and m.quarter = q.at
            where q.readings <> m.n or q.current_l1min <> m.low or q.current_l1max <> m.high or abs(q.active_avg - m.power) > 0.001 or m.minutes <> 15
            """);
        var rightMinutes = await host.QueryAsync(site.OrganisationId,
            """
            select count(*) from telemetry.reading_minute m join lateral (
                select count(*) n, max(current_l2a) high, avg(current_l2a) mean, min(import_wh) low from telemetry.reading r
                where r.source_id = m.source_id and r.at >= m.at and r.at < m.at + interval '1 minute') r on true
            where m.readings = r.n and m.current_l2max = r.high and abs(m.current_l2avg - r.mean) < 0.0001 and m.import_first_wh = r.low
            """);

        wrongQuarters.ShouldBeEmpty();
        rightMinutes[0][0].ShouldBe(120L);
    }

    [Fact]
    public async Task Any_order_of_arrival_gives_the_same_tables()
    {
        var source = Guid.CreateVersion7();
        var rows = Sample.Span(source, Start, Start.AddHours(3).AddSeconds(10)).Where((_, index) => index % 90 != 0).ToArray();
        var ordered = host.NewSite(source);
        await ordered.SendAsync(rows);
        await ordered.SettleAsync(Start, Start.AddHours(3));

        var shuffled = host.NewSite(source);
        new Random(7).Shuffle(rows);
        foreach (var part in rows.Chunk(150))
        {
            await shuffled.SendAsync(part);
            await shuffled.SettleAsync(Start, Start.AddHours(3));
        }

        (await TablesAsync(shuffled)).ShouldBe(await TablesAsync(ordered));
    }

    [Fact]
    public async Task A_rebuild_writes_nothing()
    {
        var site = host.NewSite();
        await site.SendAsync(site.Sources.SelectMany(source => Sample.Span(source, Start, Start.AddHours(1).AddSeconds(10))));
        await site.SettleAsync(Start, Start.AddHours(1));
        var before = await TablesAsync(site, "xmin::text");

        await site.MarkAsync(site.Sources[0], Start, Start.AddMinutes(15), Start.AddMinutes(30), Start.AddMinutes(60));
        (await host.QueryAsync(site.OrganisationId, "select from telemetry.dirty_bucket")).Count.ShouldBe(4);
        await site.SettleAsync(Start, Start.AddHours(1));

        (await TablesAsync(site, "xmin::text")).ShouldBe(before);
        (await host.QueryAsync(site.OrganisationId, "select from telemetry.dirty_bucket")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_late_row_on_a_border_closes_the_quarter_hour_before()
    {
        var site = host.NewSite();
        await site.SendAsync(Sample.Span(site.Sources[0], Start, Start.AddMinutes(15)));
        (await site.QuartersAsync(Start, Start.AddMinutes(15))).Single().Quality.ShouldBe(EnergyQuality.Missing);

        await site.SendAsync([Sample.At(site.Sources[0], Start.AddMinutes(15))]);

        var quarter = (await site.QuartersAsync(Start, Start.AddMinutes(15))).Single();
        quarter.Quality.ShouldBe(EnergyQuality.Measured);
        quarter.ImportWh.ShouldBe(Sample.RegisterAt(Start.AddMinutes(15)) - Sample.RegisterAt(Start));
    }

    [Fact]
    public async Task A_gap_is_estimated_and_nothing_is_lost_in_it()
    {
        var site = host.NewSite();
        await site.SendAsync(Sample.Span(site.Sources[0], Start, Start.AddHours(2).AddSeconds(10))
            .Where(row => row.At <= Start.AddMinutes(40) || row.At >= Start.AddMinutes(95)));

        var quarters = await site.QuartersAsync(Start, Start.AddHours(2));

        quarters.Select(quarter => quarter.Quality).ShouldBe(
        [
            EnergyQuality.Measured, EnergyQuality.Measured, EnergyQuality.Estimated, EnergyQuality.Estimated,
            EnergyQuality.Estimated, EnergyQuality.Estimated, EnergyQuality.Estimated, EnergyQuality.Measured,
        ]);
        quarters[3].Readings.ShouldBe(0);
        quarters.Sum(quarter => quarter.ImportWh).ShouldBe(Sample.RegisterAt(Start.AddHours(2)) - Sample.RegisterAt(Start));

        // The border at 45 min lies 5 of 55 minutes into the gap.
        var (before, after) = (Sample.RegisterAt(Start.AddMinutes(40)), Sample.RegisterAt(Start.AddMinutes(95)));
        quarters[2].ImportWh.ShouldBe(before + (long)Math.Round((after - before) * 5 / 55.0) - Sample.RegisterAt(Start.AddMinutes(30)));
    }

    [Fact]
    public async Task A_late_row_inside_the_gap_corrects_what_was_estimated_around_it()
    {
        var site = host.NewSite();
        var source = site.Sources[0];
        await site.SendAsync([Sample.At(source, Start, 1_000), Sample.At(source, Start.AddMinutes(60), 1_600)]);
        var estimated = await site.QuartersAsync(Start, Start.AddHours(1));

        await site.SendAsync([Sample.At(source, Start.AddMinutes(10), 1_500)]);
        var corrected = await site.QuartersAsync(Start, Start.AddHours(1));

        estimated.Select(quarter => quarter.ImportWh).ShouldBe([150, 150, 150, 150]);
        corrected.Select(quarter => quarter.ImportWh).ShouldBe([510, 30, 30, 30]);
        corrected.ShouldAllBe(quarter => quarter.Quality == EnergyQuality.Estimated);
    }

    [Fact]
    public async Task Energy_over_a_gap_of_weeks_is_spread_over_it_and_none_is_lost()
    {
        var site = host.NewSite();
        var back = Start.AddDays(9).AddMinutes(20);
        await site.SendAsync(Sample.Span(site.Sources[0], Start, Start.AddMinutes(20)));
        await site.SettleAsync(Start, Start.AddMinutes(20));
        await site.SendAsync(Sample.Span(site.Sources[0], back, back.AddMinutes(20)));

        var quarters = await site.QuartersAsync(Start, back.AddMinutes(10));

        quarters.Count.ShouldBe((9 * 96) + 2);
        quarters.Count(quarter => quarter.Quality == EnergyQuality.Measured).ShouldBe(1);
        quarters.Count(quarter => quarter.Quality == EnergyQuality.Estimated).ShouldBe((9 * 96) + 1);
        quarters.Sum(quarter => quarter.ImportWh).ShouldBe(Sample.RegisterAt(back.AddMinutes(10)) - Sample.RegisterAt(Start));
    }

    [Fact]
    public async Task A_gap_of_more_than_a_month_is_missing()
    {
        var site = host.NewSite();
        var back = Start.AddDays(-35);
        await site.SendAsync(Sample.Span(site.Sources[0], back, back.AddMinutes(40)));
        await site.SendAsync(Sample.Span(site.Sources[0], Start, Start.AddMinutes(40)));

        var quarters = await site.QuartersAsync(back, Start.AddMinutes(30));

        quarters.Select(quarter => (quarter.Start, quarter.Quality)).ShouldBe(
        [
            (back, EnergyQuality.Measured), (back.AddMinutes(15), EnergyQuality.Measured), (back.AddMinutes(30), EnergyQuality.Missing),
            (Start, EnergyQuality.Measured), (Start.AddMinutes(15), EnergyQuality.Measured),
        ]);
    }

    [Fact]
    public async Task Live_readings_first_and_history_later_end_as_measured()
    {
        var site = host.NewSite();
        var rows = Sample.Span(site.Sources[0], Start, Start.AddHours(12).AddSeconds(10)).ToList();
        await site.SendAsync(rows.Where(row => row.At < Start.AddMinutes(65) || row.At >= Start.AddHours(11)));
        var estimated = await site.QuartersAsync(Start, Start.AddHours(12));

        await site.SendAsync(rows.Where(row => row.At >= Start.AddHours(6)).Take(800));
        var partly = await site.QuartersAsync(Start, Start.AddHours(12));
        await site.SendAsync(rows.TakeLast(4_300));
        var measured = await site.QuartersAsync(Start, Start.AddHours(12));

        estimated.Count(quarter => quarter.Quality == EnergyQuality.Estimated).ShouldBe(40);
        partly.Count(quarter => quarter.Quality == EnergyQuality.Estimated).ShouldBeInRange(30, 33);
        measured.ShouldAllBe(quarter => quarter.Quality == EnergyQuality.Measured && quarter.Readings == 90);
        foreach (var quarters in new[] { estimated, partly, measured })
            quarters.Sum(quarter => quarter.ImportWh).ShouldBe(Sample.RegisterAt(Start.AddHours(12)) - Sample.RegisterAt(Start));
    }

    [Theory]
    [InlineData(100_000_000)]
    [InlineData(1_000_000_000)]
    [InlineData(4_294_967_296)]
    [InlineData(42_949_672_960)]
    public async Task A_register_that_rolls_over_counts_on(long modulus)
    {
        var site = host.NewSite();
        var source = site.Sources[0];
        await site.SendAsync(Sample.Span(source, Start, Start.AddMinutes(45).AddSeconds(10))
            .Select(row => row with { ImportWh = (modulus - 2_500 + Sample.RegisterAt(row.At) - Sample.RegisterAt(Start)) % modulus }));

        var quarters = await site.QuartersAsync(Start, Start.AddMinutes(45));

        quarters.Select(quarter => quarter.Quality).ShouldBe([EnergyQuality.Measured, EnergyQuality.Estimated, EnergyQuality.Measured]);
        quarters.Sum(quarter => quarter.ImportWh).ShouldBe(Sample.RegisterAt(Start.AddMinutes(45)) - Sample.RegisterAt(Start));
    }

    [Fact]
    public async Task An_exchanged_meter_counts_up_to_its_last_reading_and_from_the_first_of_the_new_one()
    {
        var site = host.NewSite();
        var source = site.Sources[0];
        await site.SendAsync(
        [
            Sample.At(source, Start, 9_000), Sample.At(source, Start.AddMinutes(10), 9_700),
            Sample.At(source, Start.AddMinutes(50), 20), Sample.At(source, Start.AddMinutes(60), 90),
        ]);

        var quarters = await site.QuartersAsync(Start, Start.AddMinutes(60));

        quarters.Select(quarter => quarter.ImportWh).ShouldBe([700, 0, 0, 70]);
        quarters.ShouldAllBe(quarter => quarter.Quality == EnergyQuality.Estimated);
    }

    [Theory]
    [InlineData(7, 0)]
    [InlineData(14, 0)]
    [InlineData(15, 0)]
    [InlineData(7, 50_000_000)]
    [InlineData(15, 50_000_000)]
    [InlineData(15, 40_300)]
    [InlineData(14, 39_900)]
    public async Task A_glitch_is_never_billed(int minute, long glitchWh)
    {
        var site = host.NewSite();
        var source = site.Sources[0];
        await site.SendAsync(Sample.Span(source, Start, Start.AddMinutes(45).AddSeconds(10)).Select(row => row with
        {
            ImportWh = row.At == Start.AddMinutes(minute) ? glitchWh : 40_000 + ((long)(row.At - Start).TotalSeconds / 10),
        }));

        var quarters = await site.QuartersAsync(Start, Start.AddMinutes(45));

        quarters.ShouldContain(quarter => quarter.Quality == EnergyQuality.Missing);
        quarters.ShouldAllBe(quarter => quarter.ImportWh <= 90);
        quarters[2].ShouldBe(new QuarterHour(source, Start.AddMinutes(30), 90, 0, 90, EnergyQuality.Measured));
    }

    [Fact]
    public async Task Energy_given_back_is_counted_apart()
    {
        var site = host.NewSite();
        var source = site.Sources[0];
        await site.SendAsync(
        [
            Sample.At(source, Start, 100) with { ExportWh = 7 },
            Sample.At(source, Start.AddMinutes(15), 130) with { ExportWh = 27 },
            Sample.At(source, Start.AddMinutes(30), 190) with { ExportWh = 27 },
        ]);

        var quarters = await site.QuartersAsync(Start, Start.AddMinutes(30));

        quarters.Select(quarter => (quarter.ImportWh, quarter.ExportWh)).ShouldBe([(30, 20), (60, 0)]);
    }

    [Theory]
    [InlineData(3, 29, 92)]
    [InlineData(10, 25, 100)]
    [InlineData(10, 26, 96)]
    public async Task A_day_in_Zurich_has_as_many_quarter_hours_as_it_lasts(int month, int day, int expected)
    {
        var site = host.NewSite();
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Zurich");
        var (from, to) = (Midnight(day), Midnight(day + 1));
        await site.SendAsync(Enumerable.Range(0, (int)((to - from) / TimeSpan.FromMinutes(5)) + 1)
            .Select(step => Sample.At(site.Sources[0], from.AddMinutes(5 * step))));

        var quarters = await site.QuartersAsync(from, to);

        quarters.Count.ShouldBe(expected);
        quarters.Sum(quarter => quarter.ImportWh).ShouldBe(Sample.RegisterAt(to) - Sample.RegisterAt(from));

        DateTimeOffset Midnight(int dayOfMonth)
        {
            var local = new DateTime(2026, month, dayOfMonth, 0, 0, 0, DateTimeKind.Unspecified);
            return new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUniversalTime();
        }
    }

    private async Task<List<string>> TablesAsync(TestSite site, string also = "''")
    {
        var rows = await host.QueryAsync(site.OrganisationId,
            $"""
            select (to_jsonb(m) - 'organisation_id')::text || {also} from telemetry.reading_minute m
            union all select (to_jsonb(q) - 'organisation_id')::text || {also} from telemetry.reading_quarter q order by 1
            """);
        return rows.ConvertAll(row => (string)row[0]!);
    }
}
