using Bunit;
using Bunit.TestDoubles;
using Clemap.Platform.Organisations;
using Clemap.Portal.Layout;
using Clemap.Portal.Pages;
using Clemap.Portal.Pages.Sites;
using Clemap.Portal.SignIn;
using Microsoft.Extensions.DependencyInjection;

namespace Clemap.Portal.Tests.Pages;

/// <summary>A resident sees what is their own, and of the organisation nothing.</summary>
public sealed class MyChargingTests
{
    [Fact]
    public async Task Resident_StartsAtTheirOwnPage_WhichSaysWhatWillBeThere()
    {
        await using var portal = new PortalContext(Role.Resident);
        portal.Render<SitesPage>();
        portal.Services.GetRequiredService<BunitNavigationManager>().Uri.ShouldEndWith("/my-charging");
        portal.Render<MyCharging>().Markup.ShouldContain("as soon as the manager of your building can link your contract");
        portal.Render<MainNavigation>().FindAll("nav a").Select(link => link.GetAttribute("href")).ShouldBe(["/my-charging"]);
    }

    [Fact]
    public async Task Resident_ReachesNoSite_AndMayNothingElse()
    {
        await using var portal = new PortalContext(Role.Resident);
        var scope = portal.Services.GetRequiredService<PortalScope>();
        var reach = await scope.RunAsync(Permission.OwnCharging, (services, _) => Task.FromResult(services.GetRequiredService<IOrganisationContext>().Reach), Xunit.TestContext.Current.CancellationToken);
        (reach.IsWhole, reach.Includes(World.SiteId)).ShouldBe((false, false));
        foreach (var permission in Permission.OfPeople.Where(permission => permission != Permission.OwnCharging))
            await Should.ThrowAsync<NotAllowedException>(() => scope.RunAsync(permission, (_, _) => Task.FromResult(0), Xunit.TestContext.Current.CancellationToken));
    }
}
