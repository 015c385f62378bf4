using Bunit;
using Clemap.Platform.Clients;
using Clemap.Platform.Licences;
using Clemap.Platform.Organisations;
using Clemap.Portal.Pages.Clients;

namespace Clemap.Portal.Tests.Pages;

public sealed class ClientsPageTests
{
    private static readonly ApiClientView Client = new(
        World.Id(0xc1), "Energy dashboard", [ApiScope.ReadSites], World.Now.AddDays(-10), World.Now, [ClientsWorld.NewSecret(0xc2, World.Now.AddDays(20))]);

    [Fact]
    public async Task NoClient_SaysWhatToDo()
    {
        await using var portal = new PortalContext(Role.Owner);
        portal.Render<ClientsPage>().Find("[data-testid=none]").TextContent.ShouldContain("No program has access yet");
    }

    [Fact]
    public async Task WithoutTheOption_SaysWhatIsMissing_AndStillEndsWhatIsThere()
    {
        await using var portal = new PortalContext(Role.Owner);
        portal.Licences.Missing.Add(LicenceOption.ApiClients);
        portal.Clients.Clients.Add(Client);
        var page = portal.Render<ClientsPage>();
        page.Find("[data-testid=licence-notice]").GetAttribute("data-option").ShouldBe(LicenceOption.ApiClients);
        page.FindAll("form").ShouldBeEmpty();
        page.FindAll("button").Select(button => button.TextContent).ShouldBe(["Revoke", "Second secret", "End"]);
    }

    [Fact]
    public async Task Make_ShowsTheSecretOnce()
    {
        await using var portal = new PortalContext(Role.Owner);
        var page = portal.Render<ClientsPage>();
        await page.Find("[data-testid=name]").ChangeAsync(new() { Value = "Energy dashboard" });
        await page.Find("[data-testid=days]").ChangeAsync(new() { Value = "90" });
        await page.Find("[data-testid='billing.read']").ChangeAsync(new() { Value = true });
        await page.Find("[data-testid='sites.read']").ChangeAsync(new() { Value = false });
        await page.Find("form").SubmitAsync();

        var wanted = portal.Clients.Wanted.ShouldHaveSingleItem();
        (wanted.Name, wanted.ValidDays).ShouldBe(("Energy dashboard", 90));
        wanted.Scopes.ShouldBe([ApiScope.ReadBilling]);
        var once = page.Find("[data-testid=once]").TextContent;
        foreach (var part in new[] { ClientsWorld.Secret, World.Id(0xc1).ToString(), "/connect/token" })
            once.ShouldContain(part);
        page.Find("[role=alert]").TextContent.ShouldContain("shown only now");

        await page.Find("[data-testid=stored]").ClickAsync();
        page.Markup.ShouldNotContain(ClientsWorld.Secret);
        page.Find("[data-testid=clients]").TextContent.ShouldContain("Energy dashboard");
    }

    [Theory]
    [InlineData(Role.Owner, ApiScope.ExportSdat, ApiScope.ControlLoad)]
    [InlineData(Role.Administrator, ApiScope.ControlLoad, ApiScope.ExportSdat)]
    public async Task Person_CanTickOnlyWhatItsOwnRoleAllows(string role, string may, string mayNot)
    {
        await using var portal = new PortalContext(role);
        var page = portal.Render<ClientsPage>();
        page.FindAll($"[data-testid='{may}']").Count.ShouldBe(1);
        page.FindAll($"[data-testid='{mayNot}']").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("none", "at least one right")]
    [InlineData("not-yours", "Your own roles")]
    [InlineData("too-many", "too many clients")]
    public async Task BrokenRule_IsSaidInASentence(string code, string sentence)
    {
        await using var portal = new PortalContext(Role.Owner);
        portal.Clients.Broken = new(code, "scopes", "x");
        var page = portal.Render<ClientsPage>();
        await page.Find("form").SubmitAsync();
        page.Find("[role=alert]").TextContent.ShouldContain(sentence);
    }

    [Fact]
    public async Task Secret_ThatEndsSoon_StandsOut_IsFollowedByASecond_AndRevokedAfterAQuestion()
    {
        await using var portal = new PortalContext(Role.Owner);
        portal.Clients.Clients.Add(Client);
        var page = portal.Render<ClientsPage>();
        page.Find(".client-secrets .needs-person").TextContent.ShouldContain("valid until 13.12.2026");

        await page.Find("[aria-label='Second secret for Energy dashboard']").ClickAsync();
        page.Find("[data-testid=once]").TextContent.ShouldContain(ClientsWorld.Secret);
        page.FindAll("[aria-label='Second secret for Energy dashboard']").ShouldBeEmpty();

        await page.FindAll(".client-secrets button")[0].ClickAsync();
        portal.Clients.Clients[0].Secrets.Count.ShouldBe(2);
        await page.FindAll("button").Single(button => button.TextContent == "Yes, revoke").ClickAsync();
        portal.Clients.Clients[0].Secrets.ShouldHaveSingleItem().Id.ShouldBe(World.Id(0xc3));
        page.Find("[role=status]").TextContent.ShouldContain("is revoked");
    }

    [Fact]
    public async Task End_AsksFirst_AndSaysWhenSomebodyWasFaster()
    {
        await using var portal = new PortalContext(Role.Administrator);
        portal.Clients.Clients.Add(Client);
        var page = portal.Render<ClientsPage>();
        await page.Find("[aria-label='End Energy dashboard']").ClickAsync();
        page.Markup.ShouldContain("no way back");
        portal.Clients.Clients.Count.ShouldBe(1);
        portal.Clients.Clients.Clear();
        await page.FindAll("button").Single(button => button.TextContent == "Yes, end").ClickAsync();
        page.Find("[role=alert]").TextContent.ShouldContain("changed in the meantime");
    }
}
