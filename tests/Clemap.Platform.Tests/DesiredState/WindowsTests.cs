using Clemap.Contracts.DesiredState;
using Clemap.Platform.DesiredState;
using Clemap.Platform.Organisations;
using Clemap.Platform.Sites;
using Microsoft.Extensions.DependencyInjection;

namespace Clemap.Platform.Tests.DesiredState;

/// <summary>Windows, mode, tariff and peak cap as the cloud checks and stores them.</summary>
public sealed class WindowsTests(PlatformFixture platform)
{
    private static readonly CalendarWish Nights = new([new([Weekday.Monday, Weekday.Tuesday], new(22, 0), new(6, 0), 20)], [new(new(2026, 12, 24), new(2026, 12, 26), [])]);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ChangeAsync_All_IsKeptBesideWhatWasWanted_AndTakenBackByItsOwnWord()
    {
        var site = await CommissionedAsync();
        await ChangeAsync(site, new(CircuitLimitsA: new Dictionary<Guid, double?> { [TestSite.Grid] = 60 }));

        var all = (await ChangeAsync(site, new(
            Calendars: new Dictionary<Guid, CalendarWish?> { [TestSite.Garage] = Nights },
            Mode: ControlMode.Fair,
            Tariff: new([new([Weekday.Sunday], new(0, 0), new(0, 0))]),
            Grid: new(40_000)))).Document!;

        (all.Version, all.Circuits[TestSite.Grid].LimitA, all.TimeZone, all.Mode, all.Grid!.PeakCapW).ShouldBe((2, 60, "Europe/Zurich", ControlMode.Fair, 40_000));
        all.Calendars![TestSite.Garage].Weekly![0].LimitA.ShouldBe(20);
        all.Tariff!.LowTariff.Count.ShouldBe(1);
        var none = (await ChangeAsync(site, new(
            Calendars: new Dictionary<Guid, CalendarWish?> { [TestSite.Garage] = null }, Mode: ControlMode.Priority, Tariff: new([]), Grid: new()))).Document!;
        (none.Circuits[TestSite.Grid].LimitA, none.TimeZone, none.Calendars, none.Mode, none.Tariff, none.Grid).ShouldBe((60, null, null, null, null, null));
    }

    [Theory]
    [InlineData(40.1, "above-rating")]
    [InlineData(-1, "negative")]
    public async Task ChangeAsync_UnsoundWindow_IsInvalidWithItsField(double limitA, string code)
    {
        var site = await CommissionedAsync();

        var result = await ChangeAsync(site, new(Calendars: new Dictionary<Guid, CalendarWish?> { [TestSite.Garage] = new([new([Weekday.Monday], new(1, 0), new(2, 0), limitA)]) }));

        (result.Code, result.Field).ShouldBe((code, $"calendars.{TestSite.Garage}.weekly[0].limitA"));
    }

    [Fact]
    public async Task ChangeAsync_EntryThatIsEmpty_IsInvalid()
    {
        var site = await CommissionedAsync();
        (await ChangeAsync(site, new(Calendars: new Dictionary<Guid, CalendarWish?> { [TestSite.Garage] = new([null!]) }))).Field.ShouldBe($"calendars.{TestSite.Garage}");
        (await ChangeAsync(site, new(Tariff: new([null!])))).Field.ShouldBe("tariff.lowTariff");
        (await ChangeAsync(site, new(Mode: (ControlMode)9))).Code.ShouldBe("unknown-mode");
    }

    // An edge from before there were windows passes over them in silence: nothing is promised that it would not keep.
    [Fact]
    public async Task ChangeAsync_DeviceThatDoesNotKnowWindows_IsToldNothingOfThem()
    {
        var site = await CommissionedAsync(features: null);

        (await ChangeAsync(site, new(Calendars: new Dictionary<Guid, CalendarWish?> { [TestSite.Garage] = Nights }))).Code.ShouldBe("device-too-old");
        (await ChangeAsync(site, new(Mode: ControlMode.Fair))).Field.ShouldBe("mode");
        (await ChangeAsync(site, new(Grid: new(1_000)))).Field.ShouldBe("grid");
        (await ChangeAsync(site, new(CircuitLimitsA: new Dictionary<Guid, double?> { [TestSite.Grid] = 60 }))).Problem.ShouldBeNull();
    }

    [Fact]
    public async Task ChangeAsync_DeviceThatForgotWindows_CanStillBeRidOfThem()
    {
        var site = await CommissionedAsync();
        await ChangeAsync(site, new(Calendars: new Dictionary<Guid, CalendarWish?> { [TestSite.Garage] = Nights }));
        await ReportAsync(site, features: null);

        (await ChangeAsync(site, new(CircuitLimitsA: new Dictionary<Guid, double?> { [TestSite.Grid] = 60 }))).Problem.ShouldBeNull();
        (await ChangeAsync(site, new(Calendars: new Dictionary<Guid, CalendarWish?> { [TestSite.Garage] = null }))).Document!.Calendars.ShouldBeNull();
    }

    [Fact]
    public async Task ChangeAsync_WishForWhatIsGone_IsLeftOutOfTheNextVersion()
    {
        var site = await CommissionedAsync();
        await ChangeAsync(site, new(StationLimitsA: new Dictionary<Guid, double?> { [TestSite.Station] = 10 }, Calendars: new Dictionary<Guid, CalendarWish?> { [TestSite.Station] = new([new([Weekday.Monday], new(1, 0), new(2, 0), 0)]) }));
        await using (var scope = platform.Services.CreateOrganisationScope(site.OrganisationId, site.DeviceId))
            (await scope.ServiceProvider.GetRequiredService<SiteModels>().StoreAsync(site.Identity, TestSite.Model with { Stations = [] }, Cancel)).ShouldBeNull();

        var next = (await ChangeAsync(site, new(CircuitLimitsA: new Dictionary<Guid, double?> { [TestSite.Grid] = 60 }))).Document!;

        next.Stations.ShouldBeEmpty();
        next.Calendars.ShouldBeNull();
    }

    [Fact]
    public async Task Site_ThatMovesToAnotherTimeZone_TakesItsWindowsAlong()
    {
        var site = await CommissionedAsync();
        await ChangeAsync(site, new(Calendars: new Dictionary<Guid, CalendarWish?> { [TestSite.Garage] = Nights }));
        await using var scope = platform.Services.CreateOrganisationScope(site.OrganisationId);

        (await scope.ServiceProvider.GetRequiredService<ISites>().ChangeAsync(site.SiteId, new(TimeZone: "Europe/London"), Cancel)).Site.ShouldNotBeNull();

        var newest = await scope.ServiceProvider.GetRequiredService<DesiredStates>().NewestAsync(site.DeviceId, Cancel);
        (newest.Version, newest.TimeZone).ShouldBe((2, "Europe/London"));
    }

    [Fact]
    public async Task RestoreAsync_OldVersion_IsWantedAgainAsANewOne()
    {
        var site = await CommissionedAsync();
        await ChangeAsync(site, new(CircuitLimitsA: new Dictionary<Guid, double?> { [TestSite.Grid] = 60 }, Calendars: new Dictionary<Guid, CalendarWish?> { [TestSite.Garage] = Nights }));
        await ChangeAsync(site, new(CircuitLimitsA: new Dictionary<Guid, double?> { [TestSite.Grid] = 50 }, Calendars: new Dictionary<Guid, CalendarWish?> { [TestSite.Garage] = null }));

        var restored = await RestoreAsync(site, 1, expectedVersion: 2);

        (restored.Document!.Version, restored.Document.Circuits[TestSite.Grid].LimitA, restored.Document.Calendars!.Count).ShouldBe((3, 60, 1));
        (await RestoreAsync(site, 1)).Code.ShouldBe("nothing-to-restore");
        (await RestoreAsync(site, 9)).Code.ShouldBe("unknown-version");
        (await RestoreAsync(site, 2, expectedVersion: 2)).Problem.ShouldBe(DesiredStateProblem.VersionConflict);
        (await RestoreAsync(site, 0)).Document!.Circuits.ShouldBeEmpty();
        (await RestoreAsync(site with { SiteId = Guid.CreateVersion7() }, 1)).Problem.ShouldBe(DesiredStateProblem.NotFound);
    }

    [Fact]
    public async Task RestoreAsync_VersionThatTodaysRulesRefuse_StoresNothing()
    {
        var site = await CommissionedAsync();
        await ChangeAsync(site, new(CircuitLimitsA: new Dictionary<Guid, double?> { [TestSite.Garage] = 40 }));
        await ChangeAsync(site, new(CircuitLimitsA: new Dictionary<Guid, double?> { [TestSite.Garage] = 20 }));
        await using (var scope = platform.Services.CreateOrganisationScope(site.OrganisationId, site.DeviceId))
            (await scope.ServiceProvider.GetRequiredService<SiteModels>().StoreAsync(site.Identity, TestSite.Model with { Circuits = [TestSite.Model.Circuits[0], TestSite.Model.Circuits[1] with { RatingA = 32 }] }, Cancel)).ShouldBeNull();

        var result = await RestoreAsync(site, 1);

        (result.Code, result.Field).ShouldBe(("above-rating", $"circuitLimitsA.{TestSite.Garage}"));
    }

    [Fact]
    public async Task ChangeAsync_OldVersion_ComesWithTheDifference()
    {
        var site = await CommissionedAsync();
        await ChangeAsync(site, new(0, CircuitLimitsA: new Dictionary<Guid, double?> { [TestSite.Grid] = 60 }));
        await ChangeAsync(site, new(1, CircuitLimitsA: new Dictionary<Guid, double?> { [TestSite.Grid] = 50, [TestSite.Garage] = 20 }, Mode: ControlMode.Fair));

        var conflict = (await ChangeAsync(site, new(1, CircuitLimitsA: new Dictionary<Guid, double?> { [TestSite.Grid] = 40 }))).Conflict!;

        conflict.Newest.Version.ShouldBe(2);
        conflict.Difference.Select(part => $"{part.Path}: {part.Before?.ToJsonString() ?? "-"} > {part.After?.ToJsonString() ?? "-"}").ShouldBe(
        [
            $"circuits.{TestSite.Grid}.limitA: 60 > 50",
            $"circuits.{TestSite.Garage}.limitA: - > 20",
            "mode: - > \"fair\"",
        ]);
        (await ChangeAsync(site, new(99, Mode: ControlMode.Fair))).Conflict!.Difference.ShouldBeEmpty();
    }

    private async Task<TestSite> CommissionedAsync(params IReadOnlyList<string>? features)
    {
        var site = await platform.NewCommissionedSiteAsync();
        await ReportAsync(site, features is { Count: 0 } ? DeviceFeature.All : features);
        return site;
    }

    private async Task ReportAsync(TestSite site, IReadOnlyList<string>? features)
    {
        await using var scope = platform.Services.CreateOrganisationScope(site.OrganisationId, site.DeviceId);
        var report = new ReportedState(0, TimeProvider.System.GetUtcNow(), null, new Dictionary<Guid, double>(), new Dictionary<Guid, double>(), "1.0") { Features = features };
        await scope.ServiceProvider.GetRequiredService<ReportedStates>().StoreAsync(site.Identity, report, Cancel);
    }

    private async Task<DesiredStateResult> ChangeAsync(TestSite site, DesiredStateChange change)
    {
        await using var scope = platform.Services.CreateOrganisationScope(site.OrganisationId);
        return await scope.ServiceProvider.GetRequiredService<IDesiredStates>().ChangeAsync(site.SiteId, change, Cancel);
    }

    private async Task<DesiredStateResult> RestoreAsync(TestSite site, long version, long? expectedVersion = null)
    {
        await using var scope = platform.Services.CreateOrganisationScope(site.OrganisationId);
        return await scope.ServiceProvider.GetRequiredService<IDesiredStates>().RestoreAsync(site.SiteId, version, expectedVersion, Cancel);
    }
}
