using Clemap.Platform.Organisations;
using Clemap.Telemetry.Alarms;
using Clemap.Telemetry.Tests.Rollups;
using Microsoft.Extensions.DependencyInjection;

namespace Clemap.Telemetry.Tests.Alarms;

public sealed class AlarmStoreTests(TelemetryHost host)
{
    private static readonly DateTimeOffset T0 = AlarmSite.T0;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Many_nodes_at_once_raise_and_clear_it_once()
    {
        var site = await AlarmSite.NewAsync(host);
        await site.SeenAsync(T0);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => site.LookAsync(T0.AddMinutes(6)), Stop)));
        (await site.AlarmsAsync()).ShouldHaveSingleItem();

        await site.SeenAsync(T0.AddMinutes(7));
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => site.LookAsync(T0.AddMinutes(7)), Stop)));
        await site.SeenAsync(T0.AddMinutes(9));
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => site.LookAsync(T0.AddMinutes(9)), Stop)));
        (await site.AlarmsAsync()).ShouldHaveSingleItem().ClearedAt.ShouldBe(T0.AddMinutes(9));
    }

    // A node that ends in the middle of its changes leaves none of them: here the last of them is one that the table refuses.
    [Fact]
    public async Task Changes_are_made_all_or_none()
    {
        var site = await AlarmSite.NewAsync(host);
        await site.SeenAsync(T0);
        await site.LookAsync(T0.AddMinutes(6));
        var open = (await site.AlarmsAsync()).ShouldHaveSingleItem();
        var subject = new Subject(Guid.CreateVersion7(), "X", site.Site.SiteId, site.Site.DeviceId);
        var changes = new AlarmChanges([new(AlarmKind.FuseNearLimit, subject, true, T0, 1, 1, Phase: 4)], [], [], [open.Id], []);

        await using var scope = host.Services.CreateOrganisationScope(site.Site.OrganisationId);
        await Should.ThrowAsync<Npgsql.PostgresException>(() =>
            scope.ServiceProvider.GetRequiredService<AlarmStore>().ApplyAsync(site.Site.OrganisationId, changes, T0.AddMinutes(7), Stop));
        (await site.AlarmsAsync()).ShouldHaveSingleItem().ClearedAt.ShouldBeNull();
    }

    [Fact]
    public async Task What_was_cleared_goes_in_the_end_and_what_is_open_stays()
    {
        var site = await AlarmSite.NewAsync(host);
        await site.SeenAsync(T0);
        await site.MeasureAsync(T0, 6, 39, 0, 0);
        await site.LookAsync(T0);
        await site.LookAsync(T0.AddMinutes(10));
        await site.SeenAsync(T0.AddMinutes(11));
        await site.LookAsync(T0.AddMinutes(11));
        await site.LookAsync(T0.AddMinutes(13));

        await PruneAsync(T0.AddMinutes(13));
        (await site.AlarmsAsync()).Count.ShouldBe(2);
        await PruneAsync(T0.AddMinutes(14));
        (await site.AlarmsAsync()).ShouldHaveSingleItem().Kind.ShouldBe(AlarmKind.FuseNearLimit);

        async Task PruneAsync(DateTimeOffset before)
        {
            await using var scope = host.Services.CreateOrganisationScope(site.Site.OrganisationId);
            await scope.ServiceProvider.GetRequiredService<AlarmStore>().PruneAsync(before, Stop);
        }
    }
}

/// <summary>Alone: it looks at the organisations of all tests.</summary>
[Collection<WorkerAlone>]
public sealed class AlarmWorkerTests(TelemetryHost host)
{
    [Fact]
    public async Task An_organisation_that_cannot_be_looked_at_does_not_hold_up_the_others()
    {
        var (broken, good) = (await AlarmSite.NewAsync(host), await AlarmSite.NewAsync(host));
        foreach (var site in new[] { broken, good })
        {
            await site.MeasureAsync(AlarmSite.T0, 1, 1, 1, 1);
            await site.SeenAsync(AlarmSite.T0);
        }

        await host.QueryAsync(broken.Site.OrganisationId, "update platform.site_models set document = '[]'");
        await host.Services.GetRequiredService<AlarmWorker>().LookAsync(AlarmSite.T0.AddMinutes(6), TestContext.Current.CancellationToken);
        (await good.AlarmsAsync()).ShouldHaveSingleItem().Kind.ShouldBe(AlarmKind.DeviceOffline);
        (await broken.AlarmsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_was_cleared_a_year_ago_is_taken_away()
    {
        var site = await AlarmSite.NewAsync(host);
        await site.MeasureAsync(AlarmSite.T0, 1, 1, 1, 1);
        await site.SeenAsync(AlarmSite.T0);
        await site.LookAsync(AlarmSite.T0.AddMinutes(6));
        await site.StateAsync("Suspended");
        await site.LookAsync(AlarmSite.T0.AddMinutes(7));
        var worker = host.Services.GetRequiredService<AlarmWorker>();

        await worker.LookAsync(AlarmSite.T0.AddMinutes(6).AddDays(365), TestContext.Current.CancellationToken);
        (await site.AlarmsAsync()).ShouldHaveSingleItem();
        await worker.LookAsync(AlarmSite.T0.AddMinutes(8).AddDays(366), TestContext.Current.CancellationToken);
        (await site.AlarmsAsync()).ShouldBeEmpty();
    }
}
