using System.Globalization;
using Clemap.LoadControl.Availability;
using Calendar = Clemap.LoadControl.Availability.Calendar;

namespace Clemap.LoadControl.Tests.Availability;

public class CalendarTests
{
    private static readonly TimeZoneInfo Zurich = TimeZoneInfo.FindSystemTimeZoneById("Europe/Zurich");
    private static readonly DayOfWeek[] WorkDays = [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday];

    // Friday evening's window goes on into Saturday; Saturday begins none.
    [Theory]
    [InlineData("2026-03-06 21:59", null)]
    [InlineData("2026-03-06 22:00", 6.0)]
    [InlineData("2026-03-07 00:00", 6.0)]
    [InlineData("2026-03-07 05:59", 6.0)]
    [InlineData("2026-03-07 06:00", null)]
    [InlineData("2026-03-07 22:00", null)]
    [InlineData("2026-03-08 03:00", null)] // Sunday: Saturday began none
    [InlineData("2026-03-09 03:00", null)] // Monday: Sunday began none
    [InlineData("2026-03-10 03:00", 6.0)]
    public void A_window_over_midnight_belongs_to_the_day_on_which_it_begins(string local, double? limitA) =>
        Calendar(new WeeklyWindow(new(WorkDays, new(22, 0), new(6, 0)), 6)).LimitA(At(local)).ShouldBe(limitA);

    [Theory]
    [InlineData("2026-03-02 00:00", 0.0)]
    [InlineData("2026-03-02 23:59", 0.0)]
    [InlineData("2026-03-03 00:00", null)]
    public void From_midnight_to_midnight_is_a_whole_day(string local, double? limitA) =>
        Calendar(new WeeklyWindow(new([DayOfWeek.Monday], new(0, 0), new(0, 0)), 0)).LimitA(At(local)).ShouldBe(limitA);

    // The evening before ends at midnight, and the last evening of the exception does not go on into the day after.
    [Theory]
    [InlineData("2026-12-23 23:59", 6.0)]
    [InlineData("2026-12-24 00:00", null)]
    [InlineData("2026-12-24 08:00", 0.0)]
    [InlineData("2026-12-24 12:00", null)]
    [InlineData("2026-12-25 08:00", 0.0)]
    [InlineData("2026-12-25 23:00", null)]
    [InlineData("2026-12-26 03:00", 6.0)]
    public void An_exception_takes_the_place_of_the_week_from_midnight_to_midnight(string local, double? limitA) => new Calendar(
        [new(new(Enum.GetValues<DayOfWeek>(), new(22, 0), new(6, 0)), 6)],
        [new(new(2026, 12, 24), new(2026, 12, 25), [new(new(8, 0), new(12, 0), 0)])]).LimitA(At(local)).ShouldBe(limitA);

    [Fact]
    public void The_last_window_of_an_exception_may_end_at_midnight()
    {
        var calendar = new Calendar([], [new(new(2026, 12, 24), new(2026, 12, 24), [new(new(20, 0), new(0, 0), 3)])]);
        calendar.LimitA(At("2026-12-24 23:59")).ShouldBe(3);
        calendar.LimitA(At("2026-12-25 00:00")).ShouldBeNull();
        calendar.LimitA(At("2026-12-24 00:00")).ShouldBeNull();
    }

    // 25 October 2026: 02:00 to 03:00 comes twice. 29 March 2026: it does not come.
    [Theory]
    [InlineData("2026-10-24T23:59:00Z", null)]
    [InlineData("2026-10-25T00:00:00Z", 10.0)] // 02:00 summer time
    [InlineData("2026-10-25T01:00:00Z", 10.0)] // 02:00 winter time
    [InlineData("2026-10-25T01:59:00Z", 10.0)]
    [InlineData("2026-10-25T02:00:00Z", null)] // 03:00
    [InlineData("2026-03-29T00:59:00Z", null)] // 01:59
    [InlineData("2026-03-29T01:00:00Z", null)] // 03:00
    public void An_hour_that_the_clock_shows_twice_is_meant_twice_and_one_that_it_leaves_out_does_not_come(string at, double? limitA)
    {
        var calendar = Calendar(new WeeklyWindow(new([DayOfWeek.Sunday], new(2, 0), new(3, 0)), 10));
        var plan = new AvailabilityPlan(Zurich, new Dictionary<Guid, Calendar> { [Sites.Grid] = calendar }, []);

        plan.LimitsA(Utc(at)).Values.ToList().ShouldBe(limitA is { } value ? [value] : []);
    }

    [Fact]
    public void Without_a_time_the_lowest_of_all_windows_holds_and_no_tariff()
    {
        var calendar = new Calendar(
            [new(new(WorkDays, new(22, 0), new(6, 0)), 6)], [new(new(2026, 12, 24), new(2026, 12, 24), [new(new(8, 0), new(12, 0), 2)])]);
        var plan = new AvailabilityPlan(
            Zurich, new Dictionary<Guid, Calendar> { [Sites.Grid] = calendar, [Sites.GarageA] = Calendar() }, [new([DayOfWeek.Monday], new(0, 0), new(6, 0))]);

        plan.LimitsA(null).ShouldBe(new Dictionary<Guid, double> { [Sites.Grid] = 2 });
        plan.IsLowTariff(null).ShouldBeNull();
        plan.IsLowTariff(Utc("2026-03-02T03:00:00Z")).ShouldBe(true);
        plan.IsLowTariff(Utc("2026-03-02T05:00:00Z")).ShouldBe(false); // 06:00
    }

    [Fact]
    public void Nothing_wanted_lowers_nothing()
    {
        AvailabilityPlan.Nothing.LimitsA(null).ShouldBeEmpty();
        AvailabilityPlan.Nothing.LimitsA(Utc("2026-03-02T03:00:00Z")).ShouldBeEmpty();
        AvailabilityPlan.Nothing.IsLowTariff(Utc("2026-03-02T03:00:00Z")).ShouldBeNull();
    }

    private static Calendar Calendar(params WeeklyWindow[] weekly) => new(weekly, []);

    private static DateTime At(string local) => DateTime.ParseExact(local, "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    private static DateTimeOffset Utc(string at) => DateTimeOffset.Parse(at, CultureInfo.InvariantCulture);
}
