using System.Globalization;

namespace Clemap.Simulator.Tests.History;

public sealed class SiteHistoryTests
{
    private const string From = "2026-10-23T22:00:00Z";
    private const string To = "2026-10-25T23:00:00Z";

    // The weekend in which clocks go back: 49 hours of local days.
    private static readonly Lazy<Recording> Weekend = new(() => Recording.Of(DemoSite.Configuration, From, To));

    [Fact]
    public void Each_source_has_one_row_for_each_slot_and_all_lines_ascend_in_time()
    {
        var rows = Weekend.Value.Rows.GroupBy(row => row.Source).ToList();
        rows.Count.ShouldBe(8);
        foreach (var source in rows)
            source.Select(row => row.At).SequenceEqual(Enumerable.Range(0, 49 * 360).Select(slot => Recording.Unix(From) + 10L * slot)).ShouldBeTrue();
        Weekend.Value.Rows.ShouldAllBe(row => row.Fields == 21);
        Weekend.Value.LineTimes.Zip(Weekend.Value.LineTimes.Skip(1)).ShouldAllBe(pair => pair.First <= pair.Second);
    }

    [Fact]
    public void A_day_has_8640_slots()
    {
        var day = Recording.Of(DemoSite.Configuration, "2026-11-02T00:00:00Z", "2026-11-03T00:00:00Z");
        day.Rows.GroupBy(row => row.Source).ShouldAllBe(source => source.Count() == 8640);
    }

    [Fact]
    public void Registers_only_grow()
    {
        foreach (var source in Weekend.Value.Rows.GroupBy(row => row.Source))
            source.Zip(source.Skip(1)).ShouldAllBe(pair => pair.First.ImportWh <= pair.Second.ImportWh && pair.First.ExportWh <= pair.Second.ExportWh);
    }

    [Fact]
    public void The_register_of_a_station_grows_by_the_power_that_its_rows_show()
    {
        foreach (var station in DemoSite.Configuration.Stations)
        {
            var rows = Weekend.Value.Rows.Where(row => row.Source == station.Id).ToList();
            var flowedWh = rows.SkipLast(1).Sum(row => row.PowerW.Sum()) / 360;
            ((double)(rows[^1].ImportWh - rows[0].ImportWh)).ShouldBe(flowedWh, 20, station.Name);
        }
    }

    [Fact]
    public void A_session_holds_what_its_stations_register_counted_between_its_start_and_end()
    {
        Weekend.Value.Sessions.Count.ShouldBeGreaterThan(3);
        foreach (var session in Weekend.Value.Sessions)
        {
            var station = DemoSite.Configuration.Stations.Single(station => station.Id == new Guid(session[2]));
            long At(string time) => Weekend.Value.Rows
                .Single(row => row.Source == station.Id && row.At == Math.Min(Recording.Unix(To) - 10, long.Parse(time, CultureInfo.InvariantCulture))).ImportWh;
            long.Parse(session[5], CultureInfo.InvariantCulture).ShouldBe(At(session[3]));
            // The last row of the recording is one slot before everybody leaves.
            long.Parse(session[6], CultureInfo.InvariantCulture).ShouldBeInRange(At(session[4]), At(session[4]) + 62);
            if (session[4] != Recording.Unix(To).ToString(CultureInfo.InvariantCulture)) session[6].ShouldBe(At(session[4]).ToString(CultureInfo.InvariantCulture));
            session[7].ShouldBe(station.Card);
            Weekend.Value.Rows.Where(row => row.SessionId == session[1])
                .ShouldAllBe(row => row.Source == station.Id && row.State == "charging" || row.State == "occupied");
        }
    }

    [Fact]
    public void No_session_stays_open_and_no_energy_flows_outside_one()
    {
        Weekend.Value.Rows.Where(row => row.SessionId.Length > 0).Select(row => row.SessionId).Distinct()
            .ShouldBe(Weekend.Value.Sessions.Select(session => session[1]), ignoreOrder: true);
        Weekend.Value.Rows.Where(row => row.State == "free").ShouldAllBe(row => row.PowerW.Sum() == 0 && row.SessionId == "");
    }

    [Fact]
    public void Fuses_of_the_garages_and_the_house_hold()
    {
        var highestA = new Dictionary<char, double> { ['g'] = 0, ['a'] = 0, ['b'] = 0 };
        foreach (var slot in Weekend.Value.Rows.GroupBy(row => row.At))
        {
            for (var phase = 0; phase < 3; phase++)
            {
                highestA['g'] = Math.Max(highestA['g'], slot.Single(row => row.Source == Ids.Grid).CurrentA[phase]);
                highestA['a'] = Math.Max(highestA['a'], Garage(slot, 'a', phase));
                highestA['b'] = Math.Max(highestA['b'], Garage(slot, 'b', phase));
            }
        }

        highestA['g'].ShouldBeInRange(40, 80);
        highestA['a'].ShouldBeInRange(20, 40);
        highestA['b'].ShouldBeInRange(15, 25);
    }

    [Fact]
    public void The_same_seed_gives_the_same_bytes_and_another_seed_others()
    {
        string Of(ulong seed) => Recording.Of(DemoSite.Configuration with { Seed = seed }, "2026-11-02T12:00:00Z", "2026-11-02T22:00:00Z").Text;
        Of(7).ShouldBe(Of(7));
        Of(7).ShouldNotBe(Of(8));
    }

    [Fact]
    public void Registers_go_on_where_the_state_file_left_them()
    {
        var state = Path.Combine(Path.GetTempPath(), $"clemap-{Guid.CreateVersion7()}.json");
        try
        {
            var progress = new List<int>();
            var first = Recording.Of(DemoSite.Configuration, "2026-11-02T18:00:00Z", "2026-11-02T22:00:00Z", state, progress);
            var second = Recording.Of(DemoSite.Configuration, "2026-11-02T22:00:00Z", "2026-11-02T22:01:00Z", state);
            foreach (var row in second.Rows.Where(row => row.At == Recording.Unix("2026-11-02T22:00:00Z")))
                row.ImportWh.ShouldBeInRange(first.Rows.Last(earlier => earlier.Source == row.Source).ImportWh, long.MaxValue);
            second.Rows[0].ImportWh.ShouldBeGreaterThan(first.Rows[0].ImportWh + 1000);
            progress.ShouldBe(Enumerable.Range(0, 101));
        }
        finally
        {
            File.Delete(state);
        }
    }

    private static double Garage(IEnumerable<Recording.Row> slot, char garage, int phase) =>
        slot.Where(row => row.Source.ToString()[34] == garage).Sum(row => row.CurrentA[phase]);
}
