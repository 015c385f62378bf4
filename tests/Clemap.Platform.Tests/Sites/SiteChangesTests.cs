using Clemap.Platform.DesiredState;
using Clemap.Platform.Organisations;
using Clemap.Platform.Sites;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Clemap.Platform.Tests.Sites;

public sealed class SiteChangesTests(PlatformFixture platform)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_change_on_one_node_is_heard_on_another_and_only_for_its_site()
    {
        var site = await platform.NewCommissionedSiteAsync();
        var other = await platform.NewCommissionedSiteAsync();
        await using var node = PlatformFixture.With(platform.Connections);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var changes = node.GetRequiredService<ISiteChanges>();
        var heard = changes.SubscribeAsync(site.SiteId, stop.Token);
        var elsewhere = CollectAsync(changes.SubscribeAsync(other.SiteId, stop.Token));
        await using var reader = heard.GetAsyncEnumerator(Cancel);
        // Who subscribes after the node began to listen has missed the beginning.
        foreach (var hosted in node.GetServices<IHostedService>())
            await hosted.StartAsync(Cancel);
        // Listening begins with "everything may have changed".
        while (await reader.MoveNextAsync() && reader.Current.Kind != Enum.GetValues<SiteChangeKind>()[^1])
        {
        }

        await ChangeAsync(site);

        (await reader.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(5), Cancel)).ShouldBeTrue();
        reader.Current.ShouldBe(new SiteChange(site.SiteId, SiteChangeKind.Desired));
        await stop.CancelAsync();
        (await reader.MoveNextAsync()).ShouldBeFalse();
        (await elsewhere).Count.ShouldBe(Enum.GetValues<SiteChangeKind>().Length);
        foreach (var hosted in node.GetServices<IHostedService>())
            await hosted.StopAsync(Cancel);
    }

    [Fact]
    public async Task Subscription_SlowReader_HearsEachKindOnce()
    {
        var signals = new SiteSignals();
        using var stop = new CancellationTokenSource();
        var site = Guid.CreateVersion7();
        var heard = signals.SubscribeAsync(site, stop.Token);
        for (var turn = 0; turn < 100; turn++)
        {
            signals.Receive(site, SiteChangeKind.Reported);
            signals.Receive(site, SiteChangeKind.Desired);
            signals.Receive(Guid.CreateVersion7(), SiteChangeKind.Model);
        }

        await stop.CancelAsync();

        (await CollectAsync(heard)).Select(change => change.Kind).ShouldBe([SiteChangeKind.Desired, SiteChangeKind.Reported]);
    }

    private async Task ChangeAsync(TestSite site)
    {
        await using var scope = platform.Services.CreateOrganisationScope(site.OrganisationId);
        var result = await scope.ServiceProvider.GetRequiredService<IDesiredStates>()
            .ChangeAsync(site.SiteId, new(CircuitLimitsA: new Dictionary<Guid, double?> { [TestSite.Grid] = 50 }), Cancel);
        result.Document.ShouldNotBeNull();
    }

    private static async Task<List<SiteChange>> CollectAsync(IAsyncEnumerable<SiteChange> changes)
    {
        var all = new List<SiteChange>();
        await foreach (var change in changes)
            all.Add(change);
        return all;
    }
}
