using System.Net.Http.Json;
using System.Text.Json;
using Clemap.Contracts.Telemetry;
using Clemap.Platform.Organisations;
using Clemap.Telemetry.LiveFeed;
using Microsoft.Extensions.DependencyInjection;

namespace Clemap.Telemetry.Tests.LiveFeed;

[Collection(nameof(Clock))]
public sealed class LiveFeedTests(TelemetryHost host)
{
    private static readonly DateTimeOffset Start = TelemetryHost.Now.AddMinutes(-10);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_latest_moves_only_forward()
    {
        var site = host.NewSite();
        var source = site.Sources[0];
        await site.SendAsync([Sample.At(source, Start.AddMinutes(5)), Sample.At(source, Start)]);
        await site.SendAsync(Sample.Span(source, Start.AddMinutes(1), Start.AddMinutes(3)));
        (await LatestAsync(site)).ShouldBe([Sample.At(source, Start.AddMinutes(5))]);

        await site.SendAsync([Sample.At(source, Start.AddMinutes(6)), Sample.At(site.Sources[1], Start)]);
        (await LatestAsync(site)).OrderBy(row => row.At).ShouldBe([Sample.At(site.Sources[1], Start), Sample.At(source, Start.AddMinutes(6))]);
    }

    [Fact]
    public async Task A_subscriber_first_gets_what_is_there_and_then_the_news_at_most_once_a_second()
    {
        var (site, stranger) = (host.NewSite(), host.NewSite());
        var source = site.Sources[0];
        await site.SendAsync([Sample.At(source, Start)]);
        var feed = host.Services.GetRequiredService<ILiveFeed>();
        await using var news = feed.SubscribeAsync(site.OrganisationId, SiteReach.Whole, site.SiteId, Stop).GetAsyncEnumerator(Stop);

        (await news.MoveNextAsync()).ShouldBeTrue();
        news.Current[source].At.ShouldBe(Start);

        var next = news.MoveNextAsync().AsTask();
        await stranger.SendAsync([Sample.At(stranger.Sources[0], Start.AddMinutes(1))]);
        await site.SendAsync([Sample.At(source, Start.AddMinutes(1))]);
        await site.SendAsync([Sample.At(source, Start.AddMinutes(2)), Sample.At(site.Sources[1], Start)]);
        await site.SendAsync([Sample.At(source, Start.AddSeconds(50))]);
        next.IsCompleted.ShouldBeFalse();
        host.Time.Advance(TimeSpan.FromSeconds(1));

        (await next).ShouldBeTrue();
        news.Current.Values.OrderBy(row => row.At).Select(row => (row.SourceId, row.At))
            .ShouldBe([(site.Sources[1], Start), (source, Start.AddMinutes(2))]);
    }

    [Fact]
    public async Task A_station_that_is_added_while_the_page_is_open_shows_up()
    {
        var site = host.NewSite();
        var added = Guid.CreateVersion7();
        await site.SendAsync([Sample.At(site.Sources[0], Start)]);
        await using var news = host.Services.GetRequiredService<ILiveFeed>()
            .SubscribeAsync(site.OrganisationId, SiteReach.Whole, site.SiteId, Stop).GetAsyncEnumerator(Stop);
        (await news.MoveNextAsync()).ShouldBeTrue();

        host.Directories.Add(site with { Sources = [.. site.Sources, added] });
        var next = news.MoveNextAsync().AsTask();
        await site.SendAsync([Sample.At(added, Start)]);
        for (var slot = 1; !next.IsCompleted && slot < 20; slot++)
        {
            host.Time.Advance(TimeSpan.FromSeconds(5));
            await site.SendAsync([Sample.At(added, Start.AddSeconds(slot * 10))]);
        }

        (await next).ShouldBeTrue();
        news.Current.Keys.ShouldBe([added]);
    }

    [Fact]
    public async Task Another_organisation_gets_nothing()
    {
        var (site, stranger) = (host.NewSite(), host.NewSite());
        await site.SendAsync([Sample.At(site.Sources[0], Start)]);

        (await host.Services.GetRequiredService<ILiveFeed>().LatestAsync(stranger.OrganisationId, SiteReach.Whole, site.SiteId, Stop)).ShouldBeEmpty();
    }

    private static async Task<Reading[]> LatestAsync(TestSite site)
    {
        using var response = await site.GetAsync("live");
        return (await response.Content.ReadFromJsonAsync<Reading[]>(JsonSerializerOptions.Web, Stop))!;
    }
}
