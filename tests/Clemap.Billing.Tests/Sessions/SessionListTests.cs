using System.Net;
using System.Net.Http.Json;
using Clemap.Billing.Sessions;
using Clemap.Platform.Organisations;

namespace Clemap.Billing.Tests.Sessions;

public sealed class SessionListTests(BillingHost host)
{
    [Fact]
    public async Task Sessions_are_listed_newest_first_page_by_page_with_whose_they_are()
    {
        var site = await BilledSite.CreateAsync(host);
        await site.ChargeAsync(BilledSite.October);
        using var owner = site.Owner;

        var all = (await owner.GetFromJsonAsync<SessionPage>($"/api/v1/sites/{site.Site}/sessions?limit=200"))!;
        all.Sessions.Count.ShouldBe(25, "15 evenings of Anna, 10 noons of Huber");
        all.Next.ShouldBeNull();
        all.Sessions.Select(session => session.EndedAt).ShouldBeInOrder(SortDirection.Descending);
        all.Sessions.Where(session => session.Station == "A1").ShouldAllBe(session => session.Resident == "Anna Keller" && session.Card == "04A1B2C3D4" && session.EnergyWh == 8 * 2_613);
        all.Sessions.Where(session => session.Station == "B1").ShouldAllBe(session => session.Resident == "Hauswartung Huber GmbH" && session.Card == null && session.EnergyWh == 4 * 917);

        var read = new List<SessionView>();
        for (Guid? before = null; ;)
        {
            var page = (await owner.GetFromJsonAsync<SessionPage>($"/api/v1/sites/{site.Site}/sessions?limit=7{(before is null ? "" : $"&before={before}")}"))!;
            read.AddRange(page.Sessions);
            if (page.Next is null)
                break;
            before = page.Next;
        }

        read.ShouldBe(all.Sessions);
    }

    [Fact]
    public async Task They_are_found_by_station_and_time()
    {
        var site = await BilledSite.CreateAsync(host);
        await site.ChargeAsync(BilledSite.October);
        using var owner = site.Owner;

        var found = (await owner.GetFromJsonAsync<SessionPage>($"/api/v1/sites/{site.Site}/sessions?stationId={BilledSite.B1}&from=2026-10-09T00:00:00Z&to=2026-10-16T00:00:00%2B02:00"))!;
        found.Sessions.Select(session => session.EndedAt.Day).ShouldBe([15, 12, 9]);
        (await owner.GetFromJsonAsync<SessionPage>($"/api/v1/sites/{site.Site}/sessions?stationId={Guid.CreateVersion7()}"))!.Sessions.ShouldBeEmpty();
        (await owner.GetFromJsonAsync<SessionPage>($"/api/v1/sites/{site.Site}/sessions?before={Guid.CreateVersion7()}"))!.Sessions.ShouldBeEmpty();
        (await owner.GetAsync($"/api/v1/sites/{site.Site}/sessions?limit=201")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Cards_and_residents_are_for_who_may_see_bills()
    {
        var site = await BilledSite.CreateAsync(host);
        await site.ChargeAsync(BilledSite.October);
        using var electrician = host.Client(site.Organisation, Guid.CreateVersion7(), Role.Electrician);

        var seen = (await electrician.GetFromJsonAsync<SessionPage>($"/api/v1/sites/{site.Site}/sessions?limit=200"))!;
        seen.Sessions.Count.ShouldBe(25);
        seen.Sessions.ShouldAllBe(session => session.Card == null && session.Resident == null);
    }

    [Fact]
    public async Task A_foreign_site_looks_like_one_that_does_not_exist()
    {
        var (site, other) = (await BilledSite.CreateAsync(host), await BilledSite.CreateAsync(host));
        await site.ChargeAsync(BilledSite.October);
        using var stranger = other.Owner;

        (await stranger.GetAsync($"/api/v1/sites/{site.Site}/sessions")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        // The stations have the same ids everywhere: the other's site shows its own sessions, of which there are none.
        (await stranger.GetFromJsonAsync<SessionPage>($"/api/v1/sites/{other.Site}/sessions"))!.Sessions.ShouldBeEmpty();
    }
}
