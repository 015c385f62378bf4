using Bunit;
using Clemap.Platform.Organisations;
using Clemap.Portal.Pages.Site;
using Clemap.Portal.SignIn;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;

namespace Clemap.Portal.Tests.Pages;

/// <summary>A role at one site offers there what it says, and at another site nothing.</summary>
public sealed class SiteRoleTests
{
    [Fact]
    public async Task Tabs_AreThoseOfTheRoleAtThisSite()
    {
        await using var portal = PortalContext.AtSite(World.SiteId, Role.Administrator);
        Addresses(portal, World.SiteId).ShouldBe(["", "history", "sessions", "control", "residents", "billing", "settings"]);
        Addresses(portal, World.Id(0x77)).ShouldBe([""]);
    }

    [Fact]
    public async Task Operations_ReachJustThatSite()
    {
        await using var portal = PortalContext.AtSite(World.SiteId, Role.Administrator);
        var scope = portal.Services.GetRequiredService<PortalScope>();
        var reach = await scope.RunAsync(Permission.ViewSites, (services, _) => Task.FromResult(services.GetRequiredService<IOrganisationContext>().Reach), Xunit.TestContext.Current.CancellationToken);
        (reach.IsWhole, reach.Includes(World.SiteId), reach.Includes(World.Id(0x77))).ShouldBe((false, true, false));
        await Should.ThrowAsync<NotAllowedException>(() => scope.RunAsync(Permission.ManagePeople, (_, _) => Task.FromResult(0), Xunit.TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task RoleTakenAway_EndsTheSession()
    {
        await using var portal = PortalContext.AtSite(World.SiteId, Role.Electrician);
        var rights = portal.Services.GetRequiredService<StandingRights>();
        var person = await portal.Services.GetRequiredService<PortalScope>().PersonAsync();
        (await rights.StandAsync(person, Xunit.TestContext.Current.CancellationToken)).ShouldBeTrue();
        portal.World.Elsewhere[0] = portal.World.Elsewhere[0] with { SiteId = World.Id(0x77) };
        ((MemoryCache)portal.Services.GetRequiredService<IMemoryCache>()).Clear();
        (await rights.StandAsync(person, Xunit.TestContext.Current.CancellationToken)).ShouldBeFalse();
    }

    private static IEnumerable<string> Addresses(PortalContext portal, Guid siteId) => portal
        .Render<SiteTabs>(parameters => parameters.Add(tabs => tabs.SiteId, siteId)).FindAll("a")
        .Select(link => link.GetAttribute("href")!.Split(siteId.ToString())[1].Trim('/'));
}
