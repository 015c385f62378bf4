using System.Net;
using Clemap.Platform.Audit;
using Clemap.Platform.Organisations;
using Clemap.Testing;
using Clemap.Testing.SignIn;
using Microsoft.Extensions.DependencyInjection;

namespace Clemap.Server.Tests.Audit;

/// <summary>What the portal's cookie does and may not do is in the audit of its organisation.</summary>
public sealed class PortalAuditTests(ServerFixture server)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Session_ItsBeginning_AndWhatItFetches_AreNotedWithTheAddress()
    {
        var site = await server.NewSiteAsync();
        using var browser = await PortalAsync(site, Role.Owner);
        using var file = await browser.GetAsync("/downloads/audit.csv", Cancel);
        file.StatusCode.ShouldBe(HttpStatusCode.OK);
        var text = await file.Content.ReadAsStringAsync(Cancel);
        text.ShouldContain("A Person");
        text.ShouldContain(AuditAction.SessionStarted);

        var noted = (await EntriesAsync(site)).Where(entry => entry.Action is AuditAction.SessionStarted or AuditAction.AuditExported).ToList();
        noted.Select(entry => entry.Action).ShouldBe([AuditAction.AuditExported, AuditAction.SessionStarted]);
        noted.ShouldAllBe(entry => entry.Origin.Contains("127.0.0.1", StringComparison.Ordinal) && entry.ActorName == "A Person");
    }

    [Theory]
    [InlineData("/audit")]
    [InlineData("/downloads/audit.csv")]
    public async Task Electrician_IsSentAway_AndTheRefusalIsNoted(string address)
    {
        var site = await server.NewSiteAsync();
        using var browser = await PortalAsync(site, Role.Electrician);
        using var refused = await browser.GetAsync(address, Cancel);
        refused.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        refused.Headers.Location!.ToString().ShouldContain("/not-allowed");
        (await EntriesAsync(site)).Single(entry => entry.Action == AuditAction.AccessRefused).After.ShouldNotBeNull().ShouldContain($"GET {address}");
    }

    private async Task<IReadOnlyList<AuditView>> EntriesAsync(ServedSite site)
    {
        await using var scope = server.Services.CreateOrganisationScope(site.OrganisationId);
        return (await scope.ServiceProvider.GetRequiredService<IAudit>().FindAsync(new(), Cancel)).Entries;
    }

    private async Task<Visitor> PortalAsync(ServedSite site, string role)
    {
        var email = $"{Guid.CreateVersion7():N}@clemap.example";
        await using (var scope = server.Services.CreateOrganisationScope(site.OrganisationId))
        {
            var id = await scope.ServiceProvider.GetRequiredService<IPeople>().EnsureAsync(email, "A Person", ServerFixture.Password, Cancel);
            await scope.ServiceProvider.GetRequiredService<IMemberships>().AddAsync(site.OrganisationId, id, role, Cancel);
        }

        var browser = new Visitor(server.Address);
        (await browser.SignInAsync(email, ServerFixture.Password, Cancel)).Dispose();
        var address = "/sign-in";
        for (var step = 0; step < 5 && address != "/"; step++)
        {
            using var answer = await browser.GetAsync(address, Cancel);
            answer.StatusCode.ShouldBe(HttpStatusCode.Redirect, address);
            address = answer.Headers.Location!.ToString();
        }

        address.ShouldBe("/");
        return browser;
    }
}
