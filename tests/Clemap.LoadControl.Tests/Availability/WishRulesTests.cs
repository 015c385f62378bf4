using Clemap.LoadControl.Availability;
using Clemap.LoadControl.FailSafe;
using Clemap.LoadControl.Topology;
using static Clemap.LoadControl.Tests.Sites;

namespace Clemap.LoadControl.Tests.Availability;

public class WishRulesTests
{
    private static readonly TimeZoneInfo Zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Zurich");
    private static readonly SiteTopology Unmetered = Sonnenhof().Topology;
    private static readonly SiteTopology Metered = Build([Root(80) with { HasMeter = true }, Feeder(GarageA, "Garage A", 40)], [Station(1, GarageA)]);

    public static TheoryData<string, Wishes, string, string> Broken() => new()
    {
        { "a circuit's limit", new() { CircuitLimitsA = new Dictionary<Guid, double?> { [GarageA] = 41 } }, LimitRefusalCodes.AboveRating, $"circuits.{GarageA}.limitA" },
        { "a station's limit", new() { StationLimitsA = new Dictionary<Guid, double?> { [StationId(1)] = -1 } }, LimitRefusalCodes.Negative, $"stations.{StationId(1)}.limitA" },
        { "nobody's calendar", OfCalendar(Id(0x77), Weekly(6)), LimitRefusalCodes.UnknownCircuit, $"calendars.{Id(0x77)}" },
        { "above the fuse", OfCalendar(GarageA, Weekly(6), Weekly(40.1, DayOfWeek.Tuesday)), LimitRefusalCodes.AboveRating, $"calendars.{GarageA}.weekly[1].limitA" },
        { "above the station", OfCalendar(StationId(1), Weekly(16.1)), LimitRefusalCodes.AboveRating, $"calendars.{StationId(1)}.weekly[0].limitA" },
        { "no number", OfCalendar(GarageA, Weekly(double.NaN)), LimitRefusalCodes.NotANumber, $"calendars.{GarageA}.weekly[0].limitA" },
        { "no day", OfCalendar(GarageA, new WeeklyWindow(new([], new(1, 0), new(2, 0)), 6)), WishRefusalCodes.NoDays, $"calendars.{GarageA}.weekly[0].days" },
        { "an eighth day", OfCalendar(GarageA, Weekly(6, (DayOfWeek)7)), WishRefusalCodes.UnknownDay, $"calendars.{GarageA}.weekly[0].days" },
        { "a day twice", OfCalendar(GarageA, new WeeklyWindow(new([DayOfWeek.Monday, DayOfWeek.Friday, DayOfWeek.Monday], new(1, 0), new(2, 0)), 6)), WishRefusalCodes.RepeatedDay, $"calendars.{GarageA}.weekly[0].days" },
        { "two at once", OfCalendar(GarageA, Weekly(6), Weekly(7)), WishRefusalCodes.Overlap, $"calendars.{GarageA}.weekly[1]" },
        { "Saturday night and Sunday morning", OfCalendar(GarageA, new(new([DayOfWeek.Saturday], new(22, 0), new(6, 0)), 6), new(new([DayOfWeek.Sunday], new(5, 45), new(7, 0)), 7)), WishRefusalCodes.Overlap, $"calendars.{GarageA}.weekly[1]" },
        { "too many", OfCalendar(GarageA, [.. Enumerable.Range(0, 51).Select(minute => new WeeklyWindow(new([DayOfWeek.Monday], new(0, minute), new(0, minute + 1)), 6))]), WishRefusalCodes.TooMany, $"calendars.{GarageA}.weekly" },
        { "ends before it begins", OfExceptions(new CalendarException(new(2026, 12, 25), new(2026, 12, 24), [])), WishRefusalCodes.EndsBeforeItBegins, $"calendars.{GarageA}.exceptions[0].until" },
        { "over midnight", OfExceptions(OnChristmas(new DayWindow(new(22, 0), new(6, 0), 6))), WishRefusalCodes.EndsBeforeItBegins, $"calendars.{GarageA}.exceptions[0].windows[0].until" },
        { "above the fuse on a date", OfExceptions(OnChristmas(new DayWindow(new(2, 0), new(6, 0), 99))), LimitRefusalCodes.AboveRating, $"calendars.{GarageA}.exceptions[0].windows[0].limitA" },
        { "two at once on a date", OfExceptions(OnChristmas(new(new(2, 0), new(6, 0), 6), new(new(5, 0), new(0, 0), 6))), WishRefusalCodes.Overlap, $"calendars.{GarageA}.exceptions[0].windows[1]" },
        { "a date twice", OfExceptions(OnChristmas(), OnChristmas()), WishRefusalCodes.Overlap, $"calendars.{GarageA}.exceptions[1]" },
        { "too many on a date", OfExceptions(OnChristmas([.. Enumerable.Range(0, 21).Select(hour => new DayWindow(new(hour, 0), new(hour + 1, 0), 6))])), WishRefusalCodes.TooMany, $"calendars.{GarageA}.exceptions[0].windows" },
        { "too many dates", OfExceptions([.. Enumerable.Range(0, 101).Select(day => new CalendarException(new DateOnly(2026, 1, 1).AddDays(day), new DateOnly(2026, 1, 1).AddDays(day), []))]), WishRefusalCodes.TooMany, $"calendars.{GarageA}.exceptions" },
        { "no time zone", OfCalendar(GarageA, Weekly(6)) with { Zone = null }, WishRefusalCodes.UnknownTimeZone, "timeZone" },
        { "a tariff without a time zone", new() { LowTariff = [new([DayOfWeek.Monday], new(0, 0), new(0, 0))] }, WishRefusalCodes.UnknownTimeZone, "timeZone" },
        { "a tariff without a day", new() { LowTariff = [new([], new(0, 0), new(0, 0))], Zone = Zone }, WishRefusalCodes.NoDays, "tariff.lowTariff[0].days" },
        { "a negative cap", new() { PeakCapW = -1 }, LimitRefusalCodes.Negative, "grid.peakCapW" },
        { "a cap that is no number", new() { PeakCapW = double.NaN }, LimitRefusalCodes.NotANumber, "grid.peakCapW" },
        { "a cap above all", new() { PeakCapW = WishRules.MostPeakCapW + 1 }, LimitRefusalCodes.AboveRating, "grid.peakCapW" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void A_broken_rule_is_told_with_its_field(string what, Wishes wishes, string code, string field)
    {
        var refusal = WishRules.Check(Metered, wishes).ShouldHaveSingleItem(what);
        (refusal.Code, refusal.Field).ShouldBe((code, field), what);
        refusal.Message.ShouldEndWith(".");
    }

    [Fact]
    public void All_of_a_site_has_a_bound()
    {
        var exceptions = Enumerable.Range(0, 100).Select(day => new CalendarException(new DateOnly(2026, 1, 1).AddDays(day), new DateOnly(2026, 1, 1).AddDays(day), [.. Enumerable.Range(0, 20).Select(hour => new DayWindow(new(hour, 0), new(hour + 1, 0), 6))])).ToArray();
        WishRules.Check(Metered, OfExceptions(exceptions)).ShouldHaveSingleItem().Code.ShouldBe(WishRefusalCodes.TooMany);
    }

    [Fact]
    public void What_needs_a_meter_at_the_grid_connection_is_refused_without()
    {
        var wishes = new Wishes { PeakCapW = 20_000, FromSurplus = true };
        WishRules.Check(Unmetered, wishes).Select(refusal => (refusal.Code, refusal.Field))
            .ShouldBe([(WishRefusalCodes.NeedsGridMeter, "mode"), (WishRefusalCodes.NeedsGridMeter, "grid.peakCapW")]);
        WishRules.Check(Metered, wishes).ShouldBeEmpty();
    }

    [Fact]
    public void What_is_sound_is_let_pass() => WishRules.Check(Metered, new()
    {
        CircuitLimitsA = new Dictionary<Guid, double?> { [Grid] = 80, [GarageA] = null },
        StationLimitsA = new Dictionary<Guid, double?> { [StationId(1)] = 0 },
        Calendars = new Dictionary<Guid, Calendar>
        {
            [Grid] = new([Weekly(40), new(new([DayOfWeek.Monday], new(2, 0), new(1, 0)), 0)], [OnChristmas(new(new(0, 0), new(12, 0), 0), new(new(12, 0), new(0, 0), 80))]),
            [StationId(1)] = new([], []),
        },
        LowTariff = [new(Enum.GetValues<DayOfWeek>(), new(20, 0), new(6, 0))],
        Zone = Zone,
        PeakCapW = 0,
    }).ShouldBeEmpty();

    private static WeeklyWindow Weekly(double limitA, DayOfWeek day = DayOfWeek.Monday) => new(new([day], new(1, 0), new(2, 0)), limitA);

    private static CalendarException OnChristmas(params DayWindow[] windows) => new(new(2026, 12, 25), new(2026, 12, 25), windows);

    private static Wishes OfCalendar(Guid subject, params WeeklyWindow[] weekly) =>
        new() { Calendars = new Dictionary<Guid, Calendar> { [subject] = new(weekly, []) }, Zone = Zone };

    private static Wishes OfExceptions(params CalendarException[] exceptions) =>
        new() { Calendars = new Dictionary<Guid, Calendar> { [GarageA] = new([], exceptions) }, Zone = Zone };
}
