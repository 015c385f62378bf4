using Clemap.Simulator.Physics;

namespace Clemap.Simulator.Tests.Physics;

public sealed class SiteTests
{
    [Fact]
    public void Grid_is_house_minus_roof_plus_stations_on_each_phase_and_the_registers_follow()
    {
        var start = new DateTimeOffset(2026, 6, 19, 3, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();
        var habits = new WeeklyHabits(DemoSite.Configuration, new Chance(1));
        var site = new Site(DemoSite.Configuration, 10, point => habits.From(point, start));
        double importWh = 0, exportWh = 0;
        var cars = 0;
        for (var now = start; now < start + 3 * 86_400; now += 10)
        {
            site.Advance(now, () => site.Points.ToList().ForEach(point => point.OfferedA = 10));
            var expectedW = new PhaseValues();
            for (var phase = 0; phase < 3; phase++) expectedW[phase] = site.HousePowerW[phase] - site.Production.PowerW[phase];
            foreach (var point in site.Points)
            {
                for (var terminal = 0; terminal < point.Phases; terminal++)
                    expectedW[point.Station.Rotation[terminal] - '1'] += point.PowerW[terminal];
            }

            for (var phase = 0; phase < 3; phase++) if (Math.Abs(site.Grid.PowerW[phase] - expectedW[phase]) > 1e-6) site.Grid.PowerW[phase].ShouldBe(expectedW[phase]);
            if (Math.Sign(site.Grid.CurrentA[0]) != Math.Sign(expectedW[0])) site.Grid.CurrentA[0].ShouldBe(expectedW[0]);
            cars += site.Points.Count(point => point.Charging);
            if (now == start + 3 * 86_400 - 10) continue;
            importWh += Math.Max(0, expectedW.Sum) / 360;
            exportWh += Math.Max(0, -expectedW.Sum) / 360;
        }

        cars.ShouldBeGreaterThan(100);
        exportWh.ShouldBeGreaterThan(1000, "days in June feed in");
        site.Grid.Energy.ImportExactWh.ShouldBe(importWh, 0.01);
        site.Grid.Energy.ExportExactWh.ShouldBe(exportWh, 0.01);
    }

    [Fact]
    public void The_house_stays_under_the_load_that_the_fail_safe_proof_counts_with()
    {
        var household = new Household(new(), TimeZoneInfo.FindSystemTimeZoneById("Europe/Zurich"), new Chance(1));
        var start = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();
        var highestW = 0.0;
        for (var now = start; now < start + 365L * 86_400; now += 180)
        {
            var power = household.PowerW(now);
            for (var phase = 0; phase < 3; phase++) highestW = Math.Max(highestW, power[phase]);
        }

        highestW.ShouldBeInRange(3_000, 30 * 225 / 1.02);
    }
}
