using System.Globalization;
using Clemap.Contracts;
using Clemap.Contracts.DesiredState;
using Clemap.Edge.CloudLink;
using Clemap.Edge.Configuration;
using Clemap.Edge.ControlLoop;
using Clemap.Edge.Outbox;
using Clemap.Edge.Tests.CloudLink;
using Microsoft.Extensions.Time.Testing;

namespace Clemap.Edge.Tests.ControlLoop;

/// <summary>Windows and tariff as the edge keeps them: by the site's clock, without the cloud, over a restart.</summary>
public sealed class DesiredWindowsTests : IDisposable
{
    private static readonly Weekday[] AllDays = Enum.GetValues<Weekday>();

    private readonly TemporaryFolder folder = new();
    private readonly EdgeDatabase database;
    private readonly EdgeConfiguration configuration;
    private readonly FakeTimeProvider time = new(At("2026-03-02T20:00:00Z")); // 21:00 in Zurich

    public DesiredWindowsTests()
    {
        database = new EdgeDatabase(folder.Path);
        configuration = TestSite.Create(folder.Path, 1, 2, 3);
    }

    [Fact]
    public void A_window_lowers_what_is_wanted_while_it_holds_also_after_a_restart_without_the_cloud()
    {
        Limits().Offer(Nights(gridA: 16, wantedA: 30)).ShouldBeNull();

        var limits = Limits();
        InForce(limits).CircuitLimitsA[TestSite.Grid].ShouldBe(30);
        limits.Report("x").WindowLimitsA.ShouldBeNull();
        time.SetUtcNow(At("2026-03-02T21:00:00Z")); // 22:00
        InForce(limits).CircuitLimitsA[TestSite.Grid].ShouldBe(16);
        limits.Report("x").WindowLimitsA.ShouldBe(new Dictionary<Guid, double> { [TestSite.Grid] = 16 });
        limits.Report("x").AppliedAt.ShouldBe(At("2026-03-02T20:00:00Z"), "the version came into force before its window");
        InForce(Limits()).CircuitLimitsA[TestSite.Grid].ShouldBe(16);
        time.SetUtcNow(At("2026-03-03T05:00:00Z")); // 06:00
        InForce(limits).CircuitLimitsA[TestSite.Grid].ShouldBe(30);
    }

    [Fact]
    public void A_window_above_what_is_wanted_raises_nothing()
    {
        time.SetUtcNow(At("2026-03-02T22:00:00Z"));
        var limits = Limits();
        limits.Offer(Nights(gridA: 40, wantedA: 30)).ShouldBeNull();
        InForce(limits).CircuitLimitsA[TestSite.Grid].ShouldBe(30);
    }

    [Fact]
    public void A_window_that_begins_or_ends_is_news_for_the_cloud_and_the_time_between_is_none()
    {
        var limits = Limits();
        limits.Offer(Nights(gridA: 16, wantedA: null));
        var before = limits.Now();
        time.Advance(TimeSpan.FromMinutes(1));
        limits.Now().ShouldBeSameAs(before);
        time.SetUtcNow(At("2026-03-02T21:00:00Z"));
        var night = limits.Now();
        night.ShouldNotBeSameAs(before);
        time.Advance(TimeSpan.FromHours(1));
        limits.Now().ShouldBeSameAs(night);
    }

    // The box has no battery for its clock and starts in 1970; the cloud is away.
    [Fact]
    public void While_the_clock_cannot_be_right_every_window_counts_and_the_tariff_does_not()
    {
        var document = Nights(gridA: 16, wantedA: 30) with
        {
            Stations = new Dictionary<Guid, StationWish> { [TestSite.Station(1)] = new(Priority: StationPriority.Low) },
            Tariff = new([new(AllDays, new(2, 0), new(3, 0))]),
        };
        Limits().Offer(document).ShouldBeNull();
        InForce(Limits()).StationLimitsA[TestSite.Station(1)].ShouldBe(0);
        Limits().TimeProblem.ShouldBeNull();

        var wrong = new DesiredLimits(configuration, SiteModels.Topology(configuration).Topology!, new Documents(database), new FakeTimeProvider(At("1970-01-01T00:00:10Z")));

        var report = InForce(wrong);
        report.CircuitLimitsA[TestSite.Grid].ShouldBe(16);
        report.StationLimitsA[TestSite.Station(1)].ShouldBe(32);
        report.LowTariff.ShouldBeNull();
        wrong.TimeProblem!.ShouldContain("1970-01-01");
    }

    [Fact]
    public void A_clock_that_jumps_opens_no_window()
    {
        time.SetUtcNow(At("2026-03-02T21:30:00Z"));
        var device = new SteppingClock(time);
        var clock = new SiteClock(device);
        clock.Observe(time.GetUtcNow());
        var limits = new DesiredLimits(configuration, SiteModels.Topology(configuration).Topology!, new Documents(database), clock);
        limits.Offer(Nights(gridA: 16, wantedA: 30)).ShouldBeNull();
        device.Step = TimeSpan.FromHours(12);
        InForce(limits).CircuitLimitsA[TestSite.Grid].ShouldBe(16);
    }

    [Fact]
    public void A_wrong_clock_is_of_no_matter_where_nothing_goes_by_it()
    {
        Limits().Offer(Nights(gridA: 16, wantedA: 30) with { Calendars = null }).ShouldBeNull();
        new DesiredLimits(configuration, SiteModels.Topology(configuration).Topology!, new Documents(database), new FakeTimeProvider(At("1970-01-01T00:00:10Z")))
            .TimeProblem.ShouldBeNull();
    }

    [Fact]
    public void Stations_of_low_priority_wait_for_the_low_tariff_and_no_others()
    {
        var limits = Limits();
        limits.Offer(new DesiredStateDocument(
            1, new Dictionary<Guid, CircuitWish>(),
            new Dictionary<Guid, StationWish> { [TestSite.Station(1)] = new(10, StationPriority.Low), [TestSite.Station(2)] = new(Priority: StationPriority.High) })
        {
            TimeZone = "Europe/Zurich",
            Tariff = new([new(AllDays, new(22, 0), new(6, 0))]),
        }).ShouldBeNull();

        var high = InForce(limits);
        (high.StationLimitsA[TestSite.Station(1)], high.StationLimitsA[TestSite.Station(2)], high.LowTariff).ShouldBe((0, 32, false));
        time.SetUtcNow(At("2026-03-02T21:00:00Z"));
        var low = InForce(limits);
        (low.StationLimitsA[TestSite.Station(1)], low.StationLimitsA[TestSite.Station(2)], low.LowTariff).ShouldBe((10, 32, true));
    }

    [Fact]
    public void A_window_that_breaks_a_rule_refuses_the_whole_version_and_names_its_field()
    {
        var limits = Limits();
        limits.Offer(Nights(gridA: 16, wantedA: 30)).ShouldBeNull();

        var refusal = limits.Offer(Nights(gridA: 41, wantedA: 20) with { Version = 2 })!;

        (refusal.Code, refusal.Subject).ShouldBe(("above-rating", TestSite.Grid));
        refusal.Message.ShouldBe($"calendars.{TestSite.Grid}.weekly[0].limitA: The limit of circuit 'Grid connection' is above its rating of 40 A.");
        InForce(limits).CircuitLimitsA[TestSite.Grid].ShouldBe(30);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Mars/Olympus")]
    public void A_time_zone_that_is_not_known_here_refuses_the_version(string? zone)
    {
        var refusal = Limits().Offer(Nights(gridA: 16, wantedA: 30) with { TimeZone = zone })!;
        (refusal.Code, refusal.Subject).ShouldBe(("unknown-time-zone", null));
    }

    [Theory]
    [InlineData("""{"weekly":[null]}""")]
    [InlineData("""{"exceptions":[null]}""")]
    [InlineData("""{"exceptions":[{"from":"2026-12-24","until":"2026-12-24","windows":[null]}]}""")]
    [InlineData("null")]
    public void A_calendar_with_a_gap_is_refused(string calendar)
    {
        var document = System.Text.Json.JsonSerializer.Deserialize(
            $$$"""{"version":7,"circuits":{},"stations":{},"timeZone":"Europe/Zurich","calendars":{"{{{TestSite.Grid}}}":{{{calendar}}}}}""",
            ContractsJson.Default.DesiredStateDocument)!;

        Limits().Offer(document)!.Message.ShouldBe($"The wish calendars.{TestSite.Grid} is empty.");
    }

    [Fact]
    public void The_report_names_what_this_software_knows()
    {
        Limits().Report("x").Features.ShouldBe(["calendars", "mode", "tariff", "peak-cap"]);
        Limits().Report("x").PeakCapW.ShouldBeNull();
    }

    public void Dispose()
    {
        database.Dispose();
        folder.Dispose();
    }

    private DesiredLimits Limits() => new(configuration, SiteModels.Topology(configuration).Topology!, new Documents(database), time);

    private static ReportedState InForce(DesiredLimits limits)
    {
        limits.MarkInForce(limits.Now());
        return limits.Report("x");
    }

    private static DesiredStateDocument Nights(double gridA, double? wantedA) => new(
        1, new Dictionary<Guid, CircuitWish> { [TestSite.Grid] = new(wantedA) }, new Dictionary<Guid, StationWish>())
    {
        TimeZone = "Europe/Zurich",
        Calendars = new Dictionary<Guid, CalendarWish> { [TestSite.Grid] = new([new(AllDays, new(22, 0), new(6, 0), gridA)]) },
    };

    private static DateTimeOffset At(string at) => DateTimeOffset.Parse(at, CultureInfo.InvariantCulture);
}
