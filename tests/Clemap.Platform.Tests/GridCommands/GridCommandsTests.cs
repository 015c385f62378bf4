using Clemap.Contracts.GridCommands;
using Clemap.Platform.Audit;
using Clemap.Platform.Database;
using Clemap.Platform.DesiredState;
using Clemap.Platform.GridCommands;
using Clemap.Platform.Organisations;
using Clemap.Platform.Sites.Groups;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Clemap.Platform.Tests.GridCommands;

public sealed class GridCommandsTests(PlatformFixture platform)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task A_command_reaches_the_device_and_goes_from_waiting_over_in_force_to_ended_with_its_effect()
    {
        var site = await platform.NewCommissionedSiteAsync();
        await SeenAsync(site);
        var given = await GiveAsync(site, Fields(site) with { LimitPercent = 40, RampS = 60 });
        var target = given.Targets.ShouldHaveSingleItem();
        (target.State, target.Effect).ShouldBe((GridTargetState.Waiting, null));

        var sent = (await WishAsync(site)).ShouldHaveSingleItem();
        sent.ShouldBe(new GridCommand(target.Id, "charging", given.From, given.Until, LimitPercent: 40, RampS: 60, ReturnWithinS: 300));
        await ReportAsync(site, new GridCommandReport(target.Id, GridCommandState.Accepted, given.From));
        (await StateAsync(site, given.Id)).ShouldBe(GridTargetState.Accepted);
        await ReportAsync(site, new GridCommandReport(target.Id, GridCommandState.InForce, given.From.AddSeconds(1)));
        (await StateAsync(site, given.Id)).ShouldBe(GridTargetState.InForce);

        var restriction = new RestrictionReport(Guid.CreateVersion7(), RestrictionKind.Command, given.From.AddSeconds(1), target.Id, null, 22_080, 8_800, 30_000, null);
        await RestrictAsync(site, restriction);
        await RestrictAsync(site, restriction with { EndedAt = given.From.AddSeconds(600), ChargingDuringW = 8_750 });
        await RestrictAsync(site, restriction with { EndedAt = given.From.AddSeconds(900), ChargingDuringW = 1 });
        await ReportAsync(site, new GridCommandReport(target.Id, GridCommandState.Ended, given.From.AddSeconds(600)));
        await ReportAsync(site, new GridCommandReport(target.Id, GridCommandState.Accepted, given.From.AddSeconds(601)));

        var seen = (await FindAsync(site, given.Id))!.Targets.ShouldHaveSingleItem();
        (seen.State, seen.BeganAt, seen.EndedAt).ShouldBe((GridTargetState.Ended, given.From.AddSeconds(1), given.From.AddSeconds(600)));
        seen.Effect.ShouldBe(new GridEffect(22_080, 8_750, 30_000, null));
        (await WishAsync(site)).ShouldBeEmpty();
    }

    [Fact]
    public async Task One_that_is_taken_back_is_told_so_until_the_device_says_that_it_ended()
    {
        var site = await platform.NewCommissionedSiteAsync();
        var given = await GiveAsync(site, Fields(site) with { Lock = true });
        given.Lock.ShouldBeTrue();
        (await WishAsync(site)).ShouldHaveSingleItem().LimitPercent.ShouldBe(0);
        var target = given.Targets[0].Id;
        await ReportAsync(site, new GridCommandReport(target, GridCommandState.InForce, given.From));

        (await InAsync(site, commands => commands.CancelAsync(given.Id, Cancel))).Command!.Targets[0].State.ShouldBe(GridTargetState.InForce, "the site has not returned yet");
        (await WishAsync(site)).ShouldHaveSingleItem().CancelledAt.ShouldNotBeNull();
        await ReportAsync(site, new GridCommandReport(target, GridCommandState.Ended, Now));
        (await WishAsync(site)).ShouldBeEmpty();
        await InAsync(site, commands => commands.CancelAsync(given.Id, Cancel));
        (await InAsync(site, commands => commands.CancelAsync(Guid.CreateVersion7(), Cancel))).ShouldBe(new(null));

        await using var scope = platform.Services.CreateOrganisationScope(site.OrganisationId);
        (await scope.ServiceProvider.GetRequiredService<PlatformContext>().Audit.Where(entry => entry.SubjectId == given.Id).OrderBy(entry => entry.Id).Select(entry => entry.Action).ToListAsync(Cancel))
            .ShouldBe([AuditAction.GridCommandGiven, AuditAction.GridCommandCancelled]);
    }

    [Fact]
    public async Task The_same_key_commands_once_also_at_once()
    {
        var site = await platform.NewCommissionedSiteAsync();
        var fields = Fields(site) with { LimitA = 10 };
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => InAsync(site, commands => commands.GiveAsync(fields, "peak", Cancel))));
        answers.Select(answer => answer.Command!.Id).Distinct().Count().ShouldBe(1);
        answers.Count(answer => answer.IsNew).ShouldBe(1);
    }

    [Fact]
    public async Task A_key_is_the_callers_own_and_means_one_command()
    {
        var site = await platform.NewCommissionedSiteAsync();
        var (one, other) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var fields = Fields(site) with { LimitA = 10 };
        var first = await AsAsync(site, one, fields);
        var second = await AsAsync(site, other, fields with { LimitA = 5 });
        (first.IsNew, second.IsNew).ShouldBe((true, true), "two callers may think of the same key");
        (await AsAsync(site, one, fields)).Command!.Id.ShouldBe(first.Command!.Id);
        (await AsAsync(site, one, fields with { LimitA = 5 })).Broken.ShouldHaveSingleItem().Code.ShouldBe("taken");
        (await AsAsync(site, one, fields with { Until = fields.Until!.Value.AddHours(1) })).Broken.ShouldHaveSingleItem().Field.ShouldBe("Idempotency-Key");

        async Task<GridCommandGiven> AsAsync(TestSite at, Guid caller, GridCommandFields asked)
        {
            await using var scope = platform.Services.CreateOrganisationScope(at.OrganisationId, caller);
            return await scope.ServiceProvider.GetRequiredService<IGridCommands>().GiveAsync(asked, "peak", Cancel);
        }
    }

    public static TheoryData<string, Func<GridCommandFields, GridCommandFields>> Others() => new()
    {
        { "another amount", fields => fields with { LimitA = 9.5 } },
        { "another kind of limit", fields => fields with { LimitA = null, LimitPercent = 10 } },
        { "a group in place of the site", fields => fields with { Targets = new(GroupIds: [SomeGroup]) } },
        { "a group beside the site", fields => fields with { Targets = fields.Targets! with { GroupIds = [SomeGroup] } } },
        { "a beginning that was left out", fields => fields with { From = Now } },
        { "another ramp", fields => fields with { RampS = 1 } },
        { "another return", fields => fields with { ReturnWithinS = 0 } },
        { "another scope", fields => fields with { Scope = "connection" } },
        { "another reason", fields => fields with { Reason = "Other" } },
    };

    // Of the site's own sources: a group of it leads to the same site, and yet to another station.
    private static readonly Guid SomeGroup = Guid.CreateVersion7();

    [Theory]
    [MemberData(nameof(Others), DisableDiscoveryEnumeration = true)]
    public async Task A_key_with_another_body_is_refused_and_with_the_same_answered_with_the_first(string what, Func<GridCommandFields, GridCommandFields> other)
    {
        var site = await platform.NewCommissionedSiteAsync();
        await using (var scope = platform.Services.CreateOrganisationScope(site.OrganisationId))
            await scope.ServiceProvider.GetRequiredService<IMeteringGroups>().SaveAsync(site.SiteId, SomeGroup, new($"Garage {what}", [TestSite.Station]), Cancel);
        var fields = Fields(site) with { LimitA = 10 };
        var first = (await InAsync(site, commands => commands.GiveAsync(fields, "peak", Cancel))).Command.ShouldNotBeNull();
        (await InAsync(site, commands => commands.GiveAsync(other(fields), "peak", Cancel))).Broken.ShouldHaveSingleItem().Code.ShouldBe("taken", what);
        var again = await InAsync(site, commands => commands.GiveAsync(fields with { Scope = "charging", Lock = false, RampS = 0, ReturnWithinS = 300, Reason = " Peak " }, "peak", Cancel));
        (again.Command!.Id, again.IsNew).ShouldBe((first.Id, false));
    }

    [Fact]
    public async Task Nobody_takes_back_what_somebody_else_commanded_as_long_as_that_one_could()
    {
        var site = await platform.NewCommissionedSiteAsync();
        var (one, other, client) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        await using (var scope = platform.Services.CreateOrganisationScope(site.OrganisationId))
        {
            await scope.ServiceProvider.GetRequiredService<IMemberships>().AddAsync(site.OrganisationId, one, Role.EnergySupplier, Cancel);
            var rows = scope.ServiceProvider.GetRequiredService<PlatformContext>();
            rows.ApiClients.Add(new() { OrganisationId = site.OrganisationId, Id = client, Name = "Dispatch", Scopes = [ApiScope.ReduceLoad], MadeAt = Now, MadeBy = null });
            await rows.SaveChangesAsync(Cancel);
        }

        foreach (var giver in new[] { one, client })
        {
            var given = (await ByAsync(giver, SiteReach.Whole, commands => commands.GiveAsync(Fields(site) with { LimitA = 10 }, null, Cancel))).Command!;
            given.MayCancel.ShouldBeTrue();
            foreach (var reach in new[] { SiteReach.Whole, SiteReach.Of([site.SiteId]) })
            {
                (await ByAsync(other, reach, commands => commands.FindAsync(given.Id, Cancel)))!.MayCancel.ShouldBeFalse();
                (await ByAsync(other, reach, commands => commands.ListAsync(new(), Cancel))).Commands.Single(line => line.Id == given.Id).MayCancel.ShouldBeFalse();
                (await ByAsync(other, reach, commands => commands.CancelAsync(given.Id, Cancel))).ShouldBe(new(null, IsAnothers: true));
            }

            (await FindAsync(site, given.Id))!.Targets[0].CancelledAt.ShouldBeNull();
            // Whoever gave it is gone: in the whole organisation it is taken back, at one site still not.
            await using (var scope = platform.Services.CreateOrganisationScope(site.OrganisationId))
            {
                var rows = scope.ServiceProvider.GetRequiredService<PlatformContext>();
                await rows.Memberships.Where(row => row.PersonId == giver).ExecuteDeleteAsync(Cancel);
                await rows.ApiClients.Where(row => row.Id == giver).ExecuteUpdateAsync(set => set.SetProperty(row => row.EndedAt, Now), Cancel);
            }

            (await ByAsync(other, SiteReach.Of([site.SiteId]), commands => commands.CancelAsync(given.Id, Cancel))).IsAnothers.ShouldBeTrue();
            (await ByAsync(other, SiteReach.Whole, commands => commands.CancelAsync(given.Id, Cancel))).Command!.Targets[0].CancelledAt.ShouldNotBeNull();
        }

        async Task<T> ByAsync<T>(Guid caller, SiteReach reach, Func<IGridCommands, Task<T>> call)
        {
            await using var scope = platform.Services.CreateOrganisationScope(site.OrganisationId, caller, reach);
            return await call(scope.ServiceProvider.GetRequiredService<IGridCommands>());
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_restriction_that_is_open_at_a_device_that_is_replaced_ends_when_that_was_last_heard_of(bool wasHeardOf)
    {
        var site = await platform.NewCommissionedSiteAsync();
        var given = await GiveAsync(site, Fields(site) with { LimitA = 10 });
        var (began, heard) = (Now.AddMinutes(-30), Now.AddMinutes(-10));
        var open = new RestrictionReport(Guid.CreateVersion7(), RestrictionKind.Command, began, given.Targets[0].Id);
        await StoreAsync(site, new([new(given.Targets[0].Id, GridCommandState.InForce, began)], [open]));
        await using (var scope = platform.Services.CreateOrganisationScope(site.OrganisationId))
        {
            await scope.ServiceProvider.GetRequiredService<PlatformContext>().Devices.Where(row => row.Id == site.DeviceId).ExecuteUpdateAsync(
                set => set.SetProperty(row => row.State, Clemap.Platform.Devices.DeviceState.Retired).SetProperty(row => row.LastSeenAt, wasHeardOf ? heard : null), Cancel);
        }

        (await ListAsync(site)).Single(row => row.Id == open.Id).EndedAt.ShouldBeNull();
        var successor = site.Identity with { DeviceId = Guid.CreateVersion7() };
        await platform.Services.GetRequiredService<IProvisioning>().ClaimDeviceAsync(
            site.OrganisationId, new(successor.DeviceId, site.SiteId, $"CL-{successor.DeviceId:N}"[..24], "C-04A-WL-080A-CS"), "CODE", Cancel);
        var own = new RestrictionReport(Guid.CreateVersion7(), RestrictionKind.Command, Now.AddMinutes(-1), given.Targets[0].Id);
        await using (var scope = platform.Services.CreateOrganisationScope(site.OrganisationId, successor.DeviceId))
            await scope.ServiceProvider.GetRequiredService<GridReporting>().StoreAsync(successor, new([], [own]), Cancel);

        var kept = (await ListAsync(site)).ToDictionary(row => row.Id);
        kept[open.Id].EndedAt!.Value.ShouldBe(wasHeardOf ? heard : kept[open.Id].BeganAt, TimeSpan.FromMilliseconds(1));
        kept[own.Id].EndedAt.ShouldBeNull("it goes on at the one that took its place");
    }

    [Fact]
    public async Task A_device_that_takes_anothers_place_takes_over_what_was_commanded()
    {
        var site = await platform.NewCommissionedSiteAsync();
        var given = await GiveAsync(site, Fields(site) with { LimitA = 10 });
        var successor = site.Identity with { DeviceId = Guid.CreateVersion7() };
        await using (var scope = platform.Services.CreateOrganisationScope(site.OrganisationId))
        {
            var database = scope.ServiceProvider.GetRequiredService<PlatformContext>();
            var device = await database.Devices.SingleAsync(row => row.Id == site.DeviceId, Cancel);
            device.State = Clemap.Platform.Devices.DeviceState.Retired;
            await database.SaveChangesAsync(Cancel);
        }

        await platform.Services.GetRequiredService<IProvisioning>().ClaimDeviceAsync(
            site.OrganisationId, new(successor.DeviceId, site.SiteId, $"CL-{successor.DeviceId:N}"[..24], "C-04A-WL-080A-CS"), "CODE", Cancel);
        await using (var scope = platform.Services.CreateOrganisationScope(site.OrganisationId, successor.DeviceId))
        {
            (await scope.ServiceProvider.GetRequiredService<DeviceWishes>().ReadAsync(successor, 0, Cancel)).GridCommands.GridCommands.ShouldHaveSingleItem().Id.ShouldBe(given.Targets[0].Id);
            await scope.ServiceProvider.GetRequiredService<GridReporting>().StoreAsync(successor, new([new(given.Targets[0].Id, GridCommandState.InForce, Now)], []), Cancel);
        }

        (await StateAsync(site, given.Id)).ShouldBe(GridTargetState.InForce);
    }

    [Fact]
    public async Task A_restriction_of_a_clock_that_was_wrong_is_kept_and_keeps_nothing_else_from_arriving()
    {
        var site = await platform.NewCommissionedSiteAsync();
        var given = await GiveAsync(site, Fields(site) with { LimitA = 10 });
        var restriction = new RestrictionReport(Guid.CreateVersion7(), RestrictionKind.Ripple, Now.AddDays(3_000), null, Now.AddDays(-1));
        var ancient = new RestrictionReport(Guid.CreateVersion7(), RestrictionKind.Ripple, DateTimeOffset.UnixEpoch);
        await StoreAsync(site, new([new(given.Targets[0].Id, GridCommandState.InForce, Now)], [restriction, ancient]));

        (await StateAsync(site, given.Id)).ShouldBe(GridTargetState.InForce);
        var kept = (await ListAsync(site)).Where(row => row.Id == restriction.Id || row.Id == ancient.Id).ToList();
        kept.Count.ShouldBe(2);
        kept.ShouldAllBe(row => row.BeganAt <= Now && row.BeganAt > Now.AddHours(-1) && (row.EndedAt == null || row.EndedAt >= row.BeganAt));
    }

    [Fact]
    public async Task A_group_means_the_circuits_that_its_meters_measure_and_a_preview_says_what_remains()
    {
        var site = await platform.NewCommissionedSiteAsync();
        var (measured, unmeasured) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await using (var scope = platform.Services.CreateOrganisationScope(site.OrganisationId))
        {
            var groups = scope.ServiceProvider.GetRequiredService<IMeteringGroups>();
            (await groups.SaveAsync(site.SiteId, measured, new("House", [TestSite.Meter]), Cancel)).Group.ShouldNotBeNull();
            (await groups.SaveAsync(site.SiteId, unmeasured, new("One station", [TestSite.Station]), Cancel)).Group.ShouldNotBeNull();
        }

        // One station of 16 A on three phases: 11.04 kW.
        var preview = await InAsync(site, commands => commands.PreviewAsync(Fields(site) with { Targets = new(GroupIds: [measured]), LimitA = 10 }, Cancel));
        var line = preview.Targets.ShouldHaveSingleItem();
        (line.CircuitId, line.CanTakeW, line.LeavesW, line.RefusedCode, line.IsOffline).ShouldBe((null, 11_040, 6_900, null, false));
        var station = (await InAsync(site, commands => commands.PreviewAsync(Fields(site) with { Targets = new(GroupIds: [unmeasured]), LimitPercent = 50 }, Cancel))).Targets.ShouldHaveSingleItem();
        (station.StationId, station.Part, station.LeavesW).ShouldBe((TestSite.Station, "A1", 5_520));
        var given = await GiveAsync(site, Fields(site) with { Targets = new(GroupIds: [unmeasured]), LimitPercent = 50 });
        (await WishAsync(site)).ShouldContain(command => command.StationId == TestSite.Station && command.Id == given.Targets[0].Id);
        var targets = await InAsync(site, commands => commands.TargetsAsync(Cancel));
        var known = targets.ShouldHaveSingleItem().Groups;
        known.Select(group => group.Name).ShouldBe(["Common", "House", "One station"]);
        (await InAsync(site, commands => commands.PreviewAsync(Fields(site) with { Targets = new(GroupIds: [known[0].Id]), LimitA = 10 }, Cancel)))
            .Broken.ShouldHaveSingleItem().Code.ShouldBe("no-circuit");
    }

    [Fact]
    public async Task What_is_unknown_and_what_is_anothers_are_told_alike()
    {
        var (own, foreign) = (await platform.NewCommissionedSiteAsync(), await platform.NewCommissionedSiteAsync("Foreign"));
        foreach (var id in new[] { foreign.SiteId, Guid.CreateVersion7() })
        {
            var broken = (await InAsync(own, commands => commands.GiveAsync(Fields(own) with { Targets = new([own.SiteId, id], ["CH0000000000000000000000000000001"], [id]), LimitA = 1 }, null, Cancel))).Broken;
            broken.Select(rule => (rule.Field, rule.Code, rule.Message.Replace(id.ToString(), "", StringComparison.Ordinal))).ShouldBe(
            [
                ("targets.siteIds[1]", "unknown", "There is no site  that can be commanded."),
                ("targets.meteringPointIds[0]", "unknown", "There is no metering point CH0000000000000000000000000000001 that can be commanded."),
                ("targets.groupIds[0]", "unknown", "There is no group  that can be commanded."),
            ]);
        }
    }

    [Fact]
    public async Task A_supplier_at_one_site_commands_and_sees_this_one_only()
    {
        var site = await platform.NewCommissionedSiteAsync();
        var other = Guid.CreateVersion7();
        await platform.Services.GetRequiredService<IProvisioning>().EnsureSiteAsync(site.OrganisationId, new(other, "Other", "Street", "Europe/Zurich"), Cancel);
        var both = await GiveAsync(site, Fields(site) with { Targets = new([site.SiteId, other]), LimitA = 10 });
        both.Targets.Select(target => target.Code).ShouldBe([null, "no-device"], ignoreOrder: true);

        await using var scope = platform.Services.CreateOrganisationScope(site.OrganisationId, null, SiteReach.Of([other]));
        var commands = scope.ServiceProvider.GetRequiredService<IGridCommands>();
        (await commands.FindAsync(both.Id, Cancel))!.Targets.ShouldHaveSingleItem().SiteId.ShouldBe(other);
        (await commands.TargetsAsync(Cancel)).ShouldHaveSingleItem().SiteId.ShouldBe(other);
        (await commands.GiveAsync(Fields(site) with { LimitA = 1 }, null, Cancel)).Broken.ShouldHaveSingleItem().Code.ShouldBe("unknown");
        (await commands.GiveAsync(Fields(site) with { Targets = new([other]), LimitA = 1 }, null, Cancel)).Command.ShouldNotBeNull();
        await commands.CancelAsync(both.Id, Cancel);
        (await FindAsync(site, both.Id))!.Targets.Single(target => target.SiteId == site.SiteId).CancelledAt.ShouldBeNull("the other one is not reached");
    }

    public static TheoryData<string, string, GridCommandFields> Wrong() => new()
    {
        { "targets", "required", new(LimitA: 1) },
        { "limit", "required", new(Lock: false) },
        { "limit", "too-many", new(LimitA: 1, Lock: true) },
        { "limitA", "out-of-range", new(LimitA: -1) },
        { "limitA", "out-of-range", new(LimitA: double.NaN) },
        { "limitW", "out-of-range", new(LimitW: 10_000_001) },
        { "limitPercent", "out-of-range", new(LimitPercent: 0) },
        { "limitPercent", "out-of-range", new(LimitPercent: 101) },
        { "scope", "unknown", new(Scope: "house", LimitA: 1) },
        { "scope", "not-for-this-scope", new(Scope: "connection", Lock: true) },
        { "rampS", "out-of-range", new(LimitA: 1, RampS: 3_601) },
        { "returnWithinS", "out-of-range", new(LimitA: 1, ReturnWithinS: -1) },
        { "from", "out-of-range", new(LimitA: 1, From: Now.AddDays(31), Until: Now.AddDays(32)) },
        { "from", "out-of-range", new(LimitA: 1, From: Now.AddHours(-1)) },
        { "until", "out-of-range", new(LimitA: 1, Until: Now.AddDays(8)) },
        { "until", "out-of-range", new(LimitA: 1, Until: Now.AddSeconds(-1)) },
        { "reason", "required", new(LimitA: 1, Reason: " ") },
    };

    [Theory]
    [MemberData(nameof(Wrong), DisableDiscoveryEnumeration = true)]
    public async Task What_is_wrong_is_said_by_field(string field, string code, GridCommandFields fields)
    {
        var site = await platform.NewSiteAsync();
        var whole = fields with
        {
            Targets = field == "targets" ? null : new([site.SiteId]),
            Until = fields.Until ?? Now.AddHours(1),
            Reason = fields.Reason ?? "Peak",
        };
        var broken = (await InAsync(site, commands => commands.GiveAsync(whole, null, Cancel))).Broken.ShouldHaveSingleItem();
        (broken.Field, broken.Code).ShouldBe((field, code));
    }

    [Fact]
    public async Task Without_an_end_nothing_is_commanded()
    {
        var site = await platform.NewSiteAsync();
        (await InAsync(site, commands => commands.GiveAsync(Fields(site) with { LimitA = 1, Until = null }, null, Cancel))).Broken.ShouldHaveSingleItem().Field.ShouldBe("until");
    }

    [Fact]
    public void A_state_follows_from_what_is_known()
    {
        var (until, now) = (Now.AddHours(1), Now);
        State(_ => { }).ShouldBe(GridTargetState.Waiting);
        State(_ => { }, seen: now.AddMinutes(-2)).ShouldBe(GridTargetState.Offline);
        State(_ => { }, at: until).ShouldBe(GridTargetState.Missed);
        State(row => row.CancelledAt = now).ShouldBe(GridTargetState.Cancelled);
        State(row => (row.AcceptedAt, row.CancelledAt) = (now, now)).ShouldBe(GridTargetState.Accepted, "the device will say so");
        State(row => (row.AcceptedAt, row.CancelledAt, row.EndedAt) = (now, now, now)).ShouldBe(GridTargetState.Cancelled);
        State(row => (row.AcceptedAt, row.BeganAt, row.CancelledAt, row.EndedAt) = (now, now, now, now)).ShouldBe(GridTargetState.Ended);
        State(row => row.RefusedCode = "no-base").ShouldBe(GridTargetState.Refused);

        string State(Action<GridTargetRow> change, DateTimeOffset? seen = null, DateTimeOffset? at = null)
        {
            var row = new GridTargetRow
            {
                OrganisationId = Guid.CreateVersion7(),
                Id = Guid.CreateVersion7(),
                CommandId = Guid.CreateVersion7(),
                SiteId = Guid.CreateVersion7(),
                DeviceId = Guid.CreateVersion7(),
                CircuitId = null,
            };
            change(row);
            return GridTargetState.Of(row, until, seen ?? now, at ?? now);
        }
    }

    [Fact]
    public async Task A_device_says_nothing_of_anothers_commands_or_restrictions()
    {
        var (own, foreign) = (await platform.NewCommissionedSiteAsync(), await platform.NewCommissionedSiteAsync("Foreign"));
        var given = await GiveAsync(own, Fields(own) with { LimitA = 10 });
        var target = given.Targets[0].Id;
        await ReportAsync(foreign, new GridCommandReport(target, GridCommandState.Refused, Now, "mine"));
        (await FindAsync(own, given.Id))!.Targets[0].Code.ShouldBeNull();
        await RestrictAsync(foreign, new(Guid.CreateVersion7(), RestrictionKind.Command, Now, target));
        (await ListAsync(foreign)).Count(restriction => restriction.CommandId is null).ShouldBe(1, "beside the fixture's own");
    }

    [Fact]
    public async Task Restrictions_are_listed_in_pages_and_as_csv_with_local_times()
    {
        var site = await platform.NewCommissionedSiteAsync();
        var began = new DateTimeOffset(2026, 7, 1, 16, 0, 0, TimeSpan.Zero);
        await RestrictAsync(site, new(Guid.CreateVersion7(), RestrictionKind.Ripple, began, null, began.AddMinutes(30), 22_080.4, null, -1_500, 0, true));
        await using var scope = platform.Services.CreateOrganisationScope(site.OrganisationId);
        var restrictions = scope.ServiceProvider.GetRequiredService<IRestrictions>();

        var first = (await restrictions.ListAsync(site.SiteId, new(Limit: 1), Cancel))!;
        first.Restrictions.ShouldHaveSingleItem().Kind.ShouldBe(RestrictionKind.Ripple);
        var second = (await restrictions.ListAsync(site.SiteId, new(Before: first.Next, Limit: 1), Cancel))!;
        (second.Restrictions.ShouldHaveSingleItem().Reason, second.Next).ShouldBe(("Peak", null));
        (await restrictions.ListAsync(Guid.CreateVersion7(), new(), Cancel)).ShouldBeNull();

        var csv = System.Text.Encoding.UTF8.GetString((await restrictions.CsvAsync(site.SiteId, new(To: began.AddHours(1), From: began), Cancel))!);
        csv.Trim().Split('\n').Select(line => line.Trim()).ShouldBe(
        [
            "began,ended,kind,limit,reason,command_id,charging_before_w,charging_during_w,import_before_w,import_during_w,contact_unknown",
            "2026-07-01T18:00:00+02:00,2026-07-01T18:30:00+02:00,ripple,,,,22080,,-1500,0,true",
        ]);
    }

    [Fact]
    public async Task A_reason_that_begins_like_a_formula_is_no_formula_in_the_file()
    {
        var site = await platform.NewCommissionedSiteAsync();
        var given = await GiveAsync(site, Fields(site) with { LimitA = 10, Reason = "=1+1" });
        await RestrictAsync(site, new(Guid.CreateVersion7(), RestrictionKind.Command, Now, given.Targets[0].Id));
        await using var scope = platform.Services.CreateOrganisationScope(site.OrganisationId);
        System.Text.Encoding.UTF8.GetString((await scope.ServiceProvider.GetRequiredService<IRestrictions>().CsvAsync(site.SiteId, new(), Cancel))!).ShouldContain($",command,10 A,'=1+1,{given.Id},");
    }

    [Fact]
    public void A_report_that_cannot_be_is_refused_with_its_field()
    {
        var good = new RestrictionReport(Guid.CreateVersion7(), RestrictionKind.Ripple, Now);
        GridReporting.Check(new([], [good])).ShouldBeNull();
        GridReporting.Check(new([], [good with { Kind = "other" }]))!.Field.ShouldBe("restrictions[0].kind");
        GridReporting.Check(new([], [good with { ImportDuringW = -1e9 }]))!.Field.ShouldBe("restrictions[0]");
        GridReporting.Check(new([new(Guid.CreateVersion7(), "maybe", Now)], []))!.Field.ShouldBe("commands[0].state");
        GridReporting.Check(new([new(Guid.CreateVersion7(), "refused", Now, new string('x', 61))], []))!.Code.ShouldBe("length");
        GridReporting.Check(new([null!], []))!.Field.ShouldBe("commands[0]");
        GridReporting.Check(new([], [good, null!]))!.Field.ShouldBe("restrictions[1]");
    }

    private static GridCommandFields Fields(TestSite site) => new(new([site.SiteId]), Until: Now.AddHours(1), Reason: "Peak");

    private async Task<T> InAsync<T>(TestSite site, Func<IGridCommands, Task<T>> call)
    {
        await using var scope = platform.Services.CreateOrganisationScope(site.OrganisationId);
        return await call(scope.ServiceProvider.GetRequiredService<IGridCommands>());
    }

    private async Task<GridCommandView> GiveAsync(TestSite site, GridCommandFields fields) =>
        (await InAsync(site, commands => commands.GiveAsync(fields, null, Cancel))).Command.ShouldNotBeNull();

    private Task<GridCommandView?> FindAsync(TestSite site, Guid id) => InAsync(site, commands => commands.FindAsync(id, Cancel));

    private async Task<string> StateAsync(TestSite site, Guid id) => (await FindAsync(site, id))!.Targets.ShouldHaveSingleItem().State;

    private async Task<IReadOnlyList<GridCommand>> WishAsync(TestSite site)
    {
        await using var scope = platform.Services.CreateOrganisationScope(site.OrganisationId, site.DeviceId);
        return (await scope.ServiceProvider.GetRequiredService<DeviceWishes>().ReadAsync(site.Identity, 0, Cancel)).GridCommands.GridCommands;
    }

    private Task ReportAsync(TestSite site, GridCommandReport report) => StoreAsync(site, new([report], []));

    private Task RestrictAsync(TestSite site, RestrictionReport restriction) => StoreAsync(site, new([], [restriction]));

    private async Task StoreAsync(TestSite site, GridReport report)
    {
        await using var scope = platform.Services.CreateOrganisationScope(site.OrganisationId, site.DeviceId);
        await scope.ServiceProvider.GetRequiredService<GridReporting>().StoreAsync(site.Identity, report, Cancel);
    }

    private async Task<IReadOnlyList<RestrictionView>> ListAsync(TestSite site)
    {
        await using var scope = platform.Services.CreateOrganisationScope(site.OrganisationId);
        return (await scope.ServiceProvider.GetRequiredService<IRestrictions>().ListAsync(site.SiteId, new(), Cancel))!.Restrictions;
    }

    private async Task SeenAsync(TestSite site)
    {
        await using var scope = platform.Services.CreateOrganisationScope(site.OrganisationId);
        await scope.ServiceProvider.GetRequiredService<PlatformContext>().Devices.Where(row => row.Id == site.DeviceId)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.LastSeenAt, Now), Cancel);
    }
}
